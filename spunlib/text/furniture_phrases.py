"""The phrases of page furniture, as data.

Written from the forms that news sites, blogs and agencies publish, then read against human prose of 40
sources until what they marked was furniture. Repetitions are bounded or cannot overlap, so that a match is
linear in the length of the line. A form met anew is a further row here.
"""

from __future__ import annotations

import re

from spunlib.text.furniture_menus import MENU_PHRASES

TAIL_OPENER = re.compile(
    r"(?i)\W{0,8}(?:(?:leave|post|add|write|submit)\s(?:a|your)\s(?:comment|reply|response)"
    r"|(?:\d+\s)?comments?|disclaimer|join\sthe\s(?:conversation|discussion)|no\scomments?)\W{0,8}\d*\W{0,8}$"
)
"""A heading behind which no body is to be expected."""

ANY_NETWORK = (
    "(?:facebook|twitter|x|instagram|linkedin|pinterest|whatsapp|telegram|youtube|reddit|tumblr|email|e-mail"
    "|print|tiktok|flipboard|messenger|sms|google|rss)"
)

# kind -> (first words, rest of the line). Case and marks at both ends are ignored. "0" stands for a digit.
PHRASES: dict[str, tuple[tuple[str, str], ...]] = {
    "comments": (
        ("leave|post|add|write|submit", r" (?:a|your) (?:comment|reply|response)(?:\W*cancel reply)?"),
        ("view|show|read|see|hide|load", r" (?:all|more|the|\d+)? ?comments\W*\d*"),
        ("comments?", r"(?:\W*\d+| are (?:closed|off)| closed| disabled| policy| (?:on|for) this .{1,60})?"),
        ("0", r"\d[\d,.]* (?:comments?|repl(?:y|ies)|responses?|thoughts on .{1,120})"),
        ("no", r" comments?(?: yet)?"),
        ("be", r" the first to (?:comment|reply).{0,60}"),
        ("join", r" the (?:conversation|discussion)"),
        ("you", r" have \d+ characters? (?:left|remaining)"),
        ("you", r" must (?:be logged in|log in|login|register|sign in) .{0,40}(?:comment|reply)"),
        ("your", r" e-?mail(?: address)? will not be (?:published|shared).{0,80}"),
        ("required", r" fields are marked.{0,10}"),
        ("name|email|website", r"\W*\*"),
        ("save", r" my name.{0,100}"),
        ("notify", r" me of .{0,60}"),
        ("log|sign|login", r"(?: ?in)?(?: or .{1,20})? to (?:comment|reply|post|join)\b.{0,40}"),
        ("please", r" (?:log|sign) ?in to .{0,40}(?:comment|reply).{0,40}"),
        ("name|email|comments|phone", r" this field is for validation purposes.{0,60}"),
    ),
    "disclaimer": (
        ("disclaimer", r"(?:\s?:.*)?"),
        ("please", r" .{0,60}(?:correct name|comments?\b.{0,80}(?:abusive|offensive|defamatory)).{0,500}"),
        ("kindly", r" (?:do not|refrain from) post.{0,400}"),
        (
            "the|any|all|views?|opinions?",
            r"(?: views?| opinions?)?(?: (?:and|or) \w{1,12})? (?:expressed|presented|contained|stated)\b"
            r".{0,300}\b(?:not (?:necessarily )?(?:reflect|represent|those)|his|her|their|its|authors?|solely"
            r"|alone|personal)\b.{0,200}",
        ),
        (
            "comments|readers|users",
            r" .{0,80}(?:moderated|responsible for|removed|abusive|offensive).{0,300}",
        ),
        ("türkçe|hakaret|suç|küfür", r".{0,300}yorum.{0,200}"),
        (
            "this",
            r" (?:article|story|post|report|content) (?:is|was|has been)"
            r" (?:(?:first |originally |re)?published (?:here )?(?:from|by|on|in|at|with)"
            r" .{0,80}(?:feed|agency|syndicat|blog|permission)|auto-?generated|sponsored|syndicated).{0,250}",
        ),
        ("this", r" (?:article|story|report) (?:first|originally) appeared (?:on|in|at) .{0,120}"),
        ("this", r" material may not be published.{0,120}"),
        ("except", r" for the headline, .{0,250}"),
    ),
    "counter": (
        (
            "this",
            r" (?:news|article|story|page|post) (?:has been|was)"
            r" (?:read|viewed|seen) .{0,10}\d+ times.{0,20}",
        ),
        ("read|viewed|seen", r":? \d[\d,.]* times.{0,20}"),
        ("views|hits|shares|reads|read|viewed", r"\W{1,3}\d[\d,.]*[km]?"),
        ("0", r"\d[\d,.]*[km]? (?:views?|shares?|likes?|reads?|retweets?|followers?)"),
        ("0", r"\d+[- ](?:min(?:ute)?s?\.? read|(?:minute|hour|day|week|month)s? ago)"),
        ("reading|read|estimated", r" (?:time|read)\W.{0,20}min.{0,6}"),
    ),
    "share": (
        (
            "share|tweet|print|e-?mail|subscribe|newsletter|facebook|twitter|whatsapp|linkedin|pinterest"
            "|reddit",
            r"",
        ),
        (
            "share|tweet|pin|like|send|print|e-?mail|save|copy",
            r"(?: (?:this|it|the|a|article|story|post|page|news|link|on|via|with|by|to|friends?"
            r"|NETWORK)){1,8}",
        ),
        (
            "share|tweet|facebook|twitter|e-?mail|whatsapp|linkedin|pinterest|reddit|instagram|telegram",
            r"(?:[\s,|•·/:-]+(?:share|tweet|pin it|like|copy link|more|NETWORK)){1,12}",
        ),
        (
            "share|tweet|follow|spread|send|like|find|facebook|twitter|x|instagram|linkedin|whatsapp|telegram"
            "|pinterest|reddit|e-?mail|copy",
            r"(?: (?:this|the|it|us|me|article|story|post|page|news|word|on|via|with|to|friends)){0,6}"
            r"(?:(?:[\s,|•·/:&()]+|\s-\s|\s(?:and|or)\s)MORE_NETWORKS){2,14}",
        ),
        ("why", r" not follow .{0,100} on (?:\w+ )?NETWORK\b.{0,300}"),
        ("follow|find|like|connect|stay", r" .{1,100}\b(?:on|via|at) (?:\w+ )?NETWORK\b.{0,300}"),
        ("follow|like|connect", r"(?: with)? (?:us|me|him|her|them|our)\b.{0,150}"),
        ("follow", r" [\w .'’-]{0,40}(?:@\w+|here\b).{0,80}"),
        ("subscribe", r" (?:to|now|today|here|for|via|by)\b.{0,200}"),
        ("sign|signup", r"(?:[- ]?up)? (?:here|now|today)\b.{0,100}"),
        (
            "sign|signup",
            r"(?:[- ]?up)? (?:for|to|and) .{0,80}(?:newsletter|e-?mail|alert|update|inbox).{0,150}",
        ),
        (
            "get",
            r" (?:our|the|all the|more|breaking|daily|your)\b.{0,80}\b(?:inbox|newsletter|alerts).{0,120}",
        ),
        ("join", r" (?:our|us on|the) .{0,60}(?:newsletter|whatsapp|telegram|channel|mailing list).{0,100}"),
        ("newsletter", r" sign[- ]?up.{0,60}"),
        ("enter", r" your e-?mail.{0,120}"),
        ("receive|to|want", r" .{0,120}(?:your inbox|newsletter|by e-?mail).{0,150}"),
        ("click|tap", r" here (?:to|for) .{0,120}"),
        ("download", r" (?:our|the) .{0,40}\bapp\b.{0,120}"),
        ("you", r" (?:may|can) (?:opt out|unsubscribe) (?:at )?any ?time"),
        ("you", r" also agree to .{0,60}privacy policy.{0,60}"),
        (
            "by",
            r" (?:signing up|subscribing|submitting|clicking)\b.{0,80}\b(?:agree|accept|consent)\b.{0,250}",
        ),
    ),
    "related": (
        (
            "read",
            r" (?:more|also|next|on|full (?:story|article)|the (?:full|original|whole|entire) "
            r"(?:story|article|post|report))"
            r"(?:\W*[:»>|–—-].{1,200}|\W*(?:here|at|on|about|from|of|in)\b.{0,120})?",
        ),
        ("read|watch|also", r"(?: now| live| more| video| read| watch)?\s?[:|].{1,200}"),
        ("also|see|must", r"[ -](?:read|see|also)(?:\W*[:»>|–—].{1,200})?"),
        (
            "more",
            r" (?:on this(?: story)?|stories|news|like this|top stories|(?:from|by|about) .{2,60}"
            r"|[\w ]{2,40}:)",
        ),
        (
            "related",
            r"(?: (?:stories|articles|posts|news|topics|content|links|coverage|videos?))?"
            r"(?:\W*[:—].{1,200})?",
        ),
        ("recommended|trending", r"(?: (?:for you|now|stories|articles|topics|reading))?"),
        ("most", r" (?:read|popular|viewed|commented|shared)"),
        ("popular|latest|top", r" (?:posts|stories|news|articles|headlines)"),
        ("next|previous", r"(?: (?:article|story|post|page)(?:\W*[:»>|–—].{1,200})?)?"),
        ("up", r" next(?: ?:.{1,160})?"),
        ("editors?|don|dont", r"['’]?[st]?['’]? (?:picks?|choice|miss)(?: ?:.{1,160})?"),
        ("listen", r" .{0,80}(?:podcast|live at|back here|on itunes|now).{0,120}"),
        (
            "you",
            r" (?:may|might|could|would)? ?(?:also|be)\b.{0,20}\b"
            r"(?:like|interested in|enjoy)(?: ?:.{0,160})?",
        ),
        ("story|article|post", r" continues (?:below|after)?.{0,60}"),
        ("continue", r" (?:reading|to (?:article|story|the next page))\b.{0,80}"),
        ("take", r" our poll\b.{0,60}"),
        ("this", r" (?:article|story) is more than \d+ .{1,30} old"),
        ("tags?|topics?|keywords?|category|categories|tagged", r"(?:\s?:.{0,200})?"),
        ("posted|filed|tagged", r" (?:in|under|with|as)\s.{1,120}"),
    ),
    "advertisement": (
        (
            "advertisements?|advertising|ads?|sponsored|promoted|loading",
            r"(?: content| post| by .{1,40}| links?)?",
        ),
        ("advertisement", r"\W*(?:story|article) continues below.{0,30}"),
        ("skip", r" ad(?:vertisement)?"),
        ("advertise", r" (?:with us|here)"),
        ("scroll", r" (?:down )?(?:to|for) continue.{0,60}"),
    ),
    "photo": (
        (
            "photo|photos|photograph|photographs|photography|images?|pictures?|pics?|illustration|video",
            r"(?: (?:credits?|courtesy|source|copyright|caption))?"
            r"(?:\s?[:|©/]|\s(?:by|of|courtesy|via|from)\b)(?!.{0,80}[a-z]{3}\.\s[A-Z]).{1,100}",
        ),
        ("cover|featured|file|lead|header|main", r" (?:photo|image|picture)\b.{1,100}"),
        ("file", r" photo\b.{0,250}"),
        ("credits?", r"\s?[:|].{1,100}"),
        ("image|photo", r" (?:copyright|caption|credit|source)\b.{0,160}"),
        ("ap|afp|epa|reuters|getty", r"(?: ?[/,] ?| photo\b| images\b).{0,80}"),
        ("shutterstock|istock|istockphoto|unsplash", r"(?:\W.{0,40})?"),
    ),
    "copyright": (
        ("copyright|c", r"\W{1,4}(?:\(c\)\W{1,4})?(?:19|20)\d\d\b.{0,250}"),
        ("copyright", r"(?:\W{0,4}©.{0,250}| (?:by|of|information)\b.{0,120})"),
        ("0", r"(?<=©)\W?(?:19|20)\d\d\b.{0,250}"),
        ("all", r" rights reserved\b.{0,160}"),
    ),
    "credit": (
        (
            "additional|reporting|writing|editing|compiled|edited|inputs?",
            r"(?!.*\s(?:said|says|is|was|has|had|have|were|are|will)\s)(?: reporting)? (?:by|from)\b.{1,250}",
        ),
        ("with", r" (?:inputs?|assistance|reporting|files|additional reporting) (?:from|by)\b.{1,160}"),
        ("our", r" standards: .{0,80}"),
    ),
    "source": (
        ("source|sources|kaynak|quelle|fuente|via|haber", r"\s?(?::|link\b|\|).{0,120}"),
        ("source|kaynak", r""),
        ("original|see", r" (?:original )?(?:source|article|story)\b.{0,60}"),
    ),
    "navigation": MENU_PHRASES,
    "cookies": (
        ("we|this|our", r"(?: (?:web)?site)?(?: and our partners)? uses? cookies\b.{0,400}"),
        ("by", r" continuing to (?:use|browse)\b.{0,300}"),
        ("accept|manage", r" (?:all )?(?:cookies|consent|preferences).{0,60}"),
        ("your", r" (?:privacy|cookie) (?:choices|settings|preferences).{0,40}"),
    ),
}

# kind, a needle without which the pattern is not tried, the stretch inside a line.
INLINE_RULES: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("credit", "eporting by ", re.compile(r"\((?:[A-Z][a-z]{1,12}\s)?[Rr]eporting by [^()\n]{1,300}\)")),
    ("credit", "riting by ", re.compile(r"\([Ww]riting by [^()\n]{1,300}\)")),
    ("credit", "diting by ", re.compile(r"\([Ee]diting by [^()\n]{1,300}\)")),
    ("credit", "diting by ", re.compile(r"Reporting by [^()\n]{2,200}?; ?[Ee]diting by [^()\n]{1,160}")),
    ("photo", "hoto", re.compile(r"\((?:[A-Z][A-Za-z]{1,11}\s)?[Pp]hotos?(?:\s?[:/]|\sby\b)[^()\n]{1,80}\)")),
    ("photo", "mage credit", re.compile(r"\([Ii]mage credit[^()\n]{1,80}\)")),
    ("photo", "REUTERS/", re.compile(r"\(REUTERS/[^()\n]{1,60}\)")),
    ("advertisement", "ADVERTISEMENT", re.compile(r"ADVERTISEMENT\b")),
    ("advertisement", "continues below", re.compile(r"(?:Story|Article) continues below (?:this )?ad\w*")),
)
