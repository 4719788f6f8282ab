"""What pytest must not import to look for doctests."""

# A script that runs a crawl wherever it is read, as users' scripts do: a worker that read it would show.
collect_ignore = ["scrapy_crawl.py"]
