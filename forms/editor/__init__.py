"""What the CMS shows of a form besides the page editor itself."""
