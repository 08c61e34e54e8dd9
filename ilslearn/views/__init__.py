"""All that draws, nothing that decides: pictures with a text twin."""
