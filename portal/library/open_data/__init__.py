"""Published reports and figures about them as files that anybody may use."""
