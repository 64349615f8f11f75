"""The texts that come with the product, read once from the package."""

from functools import lru_cache
from importlib import resources

import yaml

from kaye.rules.wording import Library, build_library

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=1)
def product_library() -> Library:
    """Every text of `wording/messages.yaml`; raises LibraryError when one can't be used."""
    source = resources.files("kaye.countries").joinpath("wording", "messages.yaml")
    return build_library(yaml.load(source.read_text(encoding="utf-8"), Loader=_LOADER))
