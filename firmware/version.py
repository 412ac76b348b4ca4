"""Which version this is."""

VERSION = "development"  # the build writes its own here
