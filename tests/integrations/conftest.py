"""What pytest must not import to look for doctests."""

# A script: it runs a crawl wherever it is read, as users' scripts do, so that a worker that read it would show.
collect_ignore = ["scrapy_crawl.py"]
