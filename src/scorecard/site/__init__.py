"""The static site: the page, a page for each claim, what changed, data, feed and map."""
