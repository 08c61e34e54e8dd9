"""The explorers as an app: the home explorer as a page, for those who will never open a notebook."""
