"""The pieces a content editor composes a page from, each one a GOV.UK component."""

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

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


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock()
    says = blocks.CharBlock(
        max_length=250,
        required=False,
        label="What the picture tells",
        help_text="Read out to those who do not see it. Leave it empty where the picture is decoration.",
    )
    caption = blocks.CharBlock(max_length=250, required=False)

    class Meta:
        icon = "image"
        template = "portal/blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    words = blocks.TextBlock()
    who = blocks.CharBlock(max_length=160, required=False, help_text="For example: a school nurse. Never a name.")

    class Meta:
        icon = "openquote"
        template = "portal/blocks/quote.html"


class PointsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=160, default="In short")
    points = blocks.ListBlock(blocks.CharBlock(max_length=300), min_num=1, max_num=8)

    class Meta:
        icon = "list-ul"
        template = "portal/blocks/points.html"


class DownloadBlock(blocks.StructBlock):
    document = DocumentChooserBlock()
    text = blocks.CharBlock(max_length=160, label="What it is")

    class Meta:
        icon = "download"
        template = "portal/blocks/download.html"


class ContactBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=160, label="Whom to ask", help_text="A team or a role.")
    email = blocks.EmailBlock(required=False)
    phone = blocks.CharBlock(max_length=40, required=False)
    hours = blocks.CharBlock(max_length=160, required=False, label="When")

    class Meta:
        icon = "mail"
        template = "portal/blocks/contact.html"


class BodyBlock(blocks.StreamBlock):
    heading = blocks.CharBlock(max_length=160, icon="title", template="portal/blocks/heading.html")
    text = blocks.RichTextBlock(features=TEXT_FEATURES, template="portal/blocks/text.html")
    inset = blocks.RichTextBlock(features=["bold", "link"], icon="openquote", template="portal/blocks/inset.html")
    warning = blocks.TextBlock(icon="warning", template="portal/blocks/warning.html")
    details = DetailsBlock()
    links = LinksBlock()
    steps = StepsBlock(StepBlock())
    points = PointsBlock(label="Key points")
    quote = QuoteBlock()
    picture = PictureBlock()
    download = DownloadBlock()
    contact = ContactBlock()

    class Meta:
        required = False
