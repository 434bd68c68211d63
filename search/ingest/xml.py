"""XML of strangers: parsed without entities, without the network, and within libxml2's own bounds."""

from __future__ import annotations

from lxml import etree

from search.errors import InputError


def parse_xml(data: bytes, *, lenient: bool = False) -> etree._Element:
    """The root element; InputError if it is not XML. `lenient` takes what is well formed of the rest.

    An entity stays as it is written, so none is multiplied or fetched; libxml2 bounds depth and
    lengths (https://gnome.pages.gitlab.gnome.org/libxml2/html/parserInternals_8h.html).
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=lenient
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(f"damaged XML ({str(error)[:80]})") from None
    if root is None:
        raise InputError("no XML")
    return root
