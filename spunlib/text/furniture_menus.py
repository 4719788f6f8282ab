"""Buttons and menus: what a page offers to click, when it stands in a line of its own.

A button is a few words without a full stop or quotation marks: "Sign up" is one; "Sign up." and "“Sign up,”"
may be somebody's sentence, and "Sign up for the race closed on Monday" is prose.
"""

from __future__ import annotations

import re

_LABELS = """
home / homepage / home page / menu / main menu / search / site search / search this site / sitemap
site map / about us / about the author / about this author / contact / contact us / advertise
advertise with us / careers / privacy / privacy policy / privacy notice / privacy statement / cookie policy
cookie settings / cookies / terms of use / terms of service / terms and conditions / terms & conditions
terms / legal notice / imprint / accessibility statement / do not sell my personal information / help center
help centre / faq / faqs / sign up / sign in / sign out / sign-up / sign-in / signup / log in / log out
log-in / login / logout / register / sign up free / sign up for free / join now / join us / join free
register now / register here / my account / create account / create an account / create a free account
create your account / already a member / already a subscriber / already have an account / already registered
forgot password / forgot your password / remember me / subscribe / unsubscribe / subscribe now
subscribe today / follow / following / follow us / donate / donate now / support us / back to top
top of page / go to top / return to top / scroll to top / to the top / back to homepage / back to home
back to blog / back to news / back to list / back to overview / back to results / back to search results
back to all posts / return to homepage / previous page / next page / older posts / newer posts
older comments / newer comments / read more / read less / learn more / find out more / see more / see less
show more / show less / view more / view all / see all / show all / load more / more info / more information
more details / full story / click here / tap here / open in app / view in browser / view in your browser
get the app / download the app / download now / download pdf / shop now / buy now / order now / book now
apply now / add to cart / add to basket / add to bag / add to wishlist / checkout / get started
get started now / start free trial / start your free trial / try for free / try it free / watch now
watch video / watch the video / play video / listen now / listen to this article / view gallery
view slideshow / view comments / table of contents / in this article / in this story / on this page
on this site / expand all / collapse all / toggle navigation / toggle menu / open menu / close menu
close search / close ad / open navigation menu / close navigation menu / copy link / link copied / copy url
copy to clipboard / permalink / bookmark the permalink / bookmark this / print this page / print page
print article / email this page / report this ad / report ad / report an error / report a typo
report abuse / reply / cancel reply / post comment / submit comment / submit a correction / trackbacks
pingbacks / rate this article / rate this post / like this / was this article helpful
was this page helpful / did you find this helpful / did you find this article helpful / uncategorized
powered by wordpress / powered by blogger / powered by disqus / proudly powered by wordpress
"""

_LABEL_SET = frozenset(label.strip() for label in re.split(r"[/\n]", _LABELS) if label.strip())
_BETWEEN = re.compile(r"\s*[|•·/»›>]\s*|\s{2,}|\sor\s")
_AROUND = " \t\u00a0|•·/»›>→←↑▲▼^«‹<+-–—*:…[]()#_!"
_LONGEST = 200

MENU_WORDS = frozenset(re.split(r"\W", label)[0] for label in _LABEL_SET)
"""First words of the labels, lower-case."""

MORE_NETWORKS = (
    "(?:NETWORK|bluesky|mastodon|threads|snapchat|pocket|skype|viber|wechat|weibo|vk|vkontakte|xing|digg|line"
    "|discord|plus|apple|news|stumbleupon|blogger|medium|copy|link|url|more|pin|it|tweet|share|like|mail)\\b"
)
"""What stands in a row of share buttons; single words, so that a row is
read in one way only. NETWORK is replaced by the networks of ``furniture_phrases``."""

MENU_PHRASES: tuple[tuple[str, str], ...] = (
    (
        "skip|jump",
        r" (?:directly )?to (?:the )?(?:main |primary |page )?"
        r"(?:content|navigation|menu|footer|header|search|comments?|sidebar|article|recipe)",
    ),
    (
        "load|show|view|see|read|browse",
        r" (?:more|all|older|newer|previous|\d+ more) "
        r"(?:comments?|replies|posts|articles|stories|results|news|videos|photos|topics|categories)"
        r"(?: (?:by|from|in) [^.?!]{1,60})?",
    ),
    ("you", r" are here ?[:»>].{1,120}"),
    ("page", r" \d+ (?:of|/) \d+"),
    (
        "sign|log|login|continue|register",
        r"(?:[- ]?(?:up|in|on))? (?:with|via|using) (?:your )?NETWORK(?: account)?",
    ),
    ("this", r" (?:entry|post|article) was (?:posted|filed|published) (?:in|under) .{1,250}"),
    ("please|you", r" (?:need to |must )?enable javascript\b.{0,100}"),
    ("article|post|page", r" navigation"),
)
"""First words and the rest of the line, as in ``furniture_phrases``."""


def is_menu(line: str) -> bool:
    """Whether a line holds nothing but labels of buttons and menus, between bars, bullets or wide gaps.

    >>> is_menu("↑ Back to top"), is_menu("Privacy Policy | Terms of Use"), is_menu("Sign up for the race")
    (True, True, False)
    """
    if len(line) > _LONGEST:
        return False
    core = line.lower().strip(_AROUND)
    if line.rstrip().endswith("..."):
        core = core.rstrip(".")
    elif line.endswith("?") and core.startswith(("already", "was", "did", "forgot")):
        core = core.rstrip("?")
    return core in _LABEL_SET or all(part.strip(_AROUND) in _LABEL_SET for part in _BETWEEN.split(core))
