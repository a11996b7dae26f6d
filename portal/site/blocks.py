"""The pieces a content editor composes a page from, each one a GOV.UK component."""

from wagtail import blocks

TEXT_FEATURES = ["h3", "bold", "ol", "ul", "link", "document-link"]


class LinkBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=120)
    page = blocks.PageChooserBlock(required=False)
    url = blocks.URLBlock(required=False, label="or an address on another site")

    class Meta:
        icon = "link"


class LinksBlock(blocks.StructBlock):
    heading = blocks.CharBlock(required=False, max_length=120)
    links = blocks.ListBlock(LinkBlock())

    class Meta:
        icon = "list-ul"
        template = "portal/blocks/links.html"


class DetailsBlock(blocks.StructBlock):
    summary = blocks.CharBlock(max_length=160, help_text="What a reader clicks to see more.")
    body = blocks.RichTextBlock(features=["bold", "ol", "ul", "link"])

    class Meta:
        icon = "arrow-down"
        template = "portal/blocks/details.html"


class StepsBlock(blocks.ListBlock):
    class Meta:
        icon = "list-ol"
        template = "portal/blocks/steps.html"


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=120)
    body = blocks.RichTextBlock(features=["bold", "ul", "link"], required=False)


class BodyBlock(blocks.StreamBlock):
    heading = blocks.CharBlock(max_length=160, icon="title", template="portal/blocks/heading.html")
    text = blocks.RichTextBlock(features=TEXT_FEATURES, template="portal/blocks/text.html")
    inset = blocks.RichTextBlock(features=["bold", "link"], icon="openquote", template="portal/blocks/inset.html")
    warning = blocks.TextBlock(icon="warning", template="portal/blocks/warning.html")
    details = DetailsBlock()
    links = LinksBlock()
    steps = StepsBlock(StepBlock())

    class Meta:
        required = False
