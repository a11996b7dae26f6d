"""What a page's number looks like in an address: none that a database could not hold."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class PageNumberConverter(IntConverter):
    regex = "[1-9][0-9]{0,8}"


register_converter(PageNumberConverter, "page_number")
