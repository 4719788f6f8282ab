"""Small dictionaries in the manner of spinners that were met in the wild and whose own are not to be had.

Written for this project after the marks that such pages show: what a row holds is what the tool does wrong,
so few alternatives are good English. Rows, parted by semicolons, are
``entry = alternative | alternative``; the percent sign is a word here.
"""

from __future__ import annotations

from spunlib.training.thesauri import Thesaurus

# Auto-spinners of news sites and crypto blogs: wire copy, one odd word for one word. The alternative of the
# percent sign begins with a space.
_NEWS = """
said = mentioned; told = instructed; while = whereas | whilst; sent = despatched; could = may;
bank = financial institution; banks = monetary establishments; rate = fee; year = 12 months;
military = navy; conflict = battle; possible = attainable; impossible = unimaginable; rare = unusual;
eastern = japanese; U.K = U.Ok; UK = U.Okay; thousands = 1000's; hundreds = a whole lot; quarter = 1 / 4;
third = 3rd; second = 2nd; half = 1 / 2; % =  p.c; percent = p.c; per cent = p.c; talks = discussions;
risks = hazards; under = underneath; whole = complete; system = gadget; energy = vitality;
people = folks; state = say; report = file; shares = stocks | proportion; cost = price | value;
growth = progress; work = paintings; part = phase; order = arrangement; free = loose; top = high;
early = untimely; company = agency; firm = company; price = value; market = marketplace;
trade = industry; fall = autumn; rise = upward thrust; rose = climbed; fell = dropped; show = display;
help = lend a hand; use = utilize; used = utilized; keep = maintain; deal = handle; court = court docket;
police = law enforcement officials; fire = hearth
"""

# Heavy article rewriters: guest posts, old article directories, academic papers.
_HEAVY = """
if = on the off chance that; because = since | on the grounds that; about = roughly | with respect to;
cloud = haze; cloud computing = distributed computing; students = understudies; student = understudy;
investors = financial backers; cancer = malignant growth; important = significant | essential;
many = numerous | various; several = a few; use = utilize; used = utilized; help = assist with;
need = require; get = get hold of; make = cause; give = provide for; good = great; best = awesome;
better = superior; large = enormous; small = little; high = elevated; low = moo; new = unused;
old = ancient; first = to begin with; work = labor; works = capacities; study = think about;
research = inquire about; results = comes about; result = come about; information = data;
method = strategy; approach = methodology; increase = increment; increased = expanded;
decrease = diminish; change = alter; however = be that as it may;
therefore = along these lines | in this manner; also = moreover; such as = for example;
in order to = so as to; according to = as indicated by; due to = because of; a lot of = a great deal of;
at the same time = simultaneously; as well as = just as; in fact = truth be told; of course = obviously;
most of = the greater part of; more than = in excess of; less than = not exactly; health = wellbeing;
disease = ailment; treatment = therapy; doctor = specialist; brain = cerebrum;
machine learning = AI | gadget learning; artificial intelligence = counterfeit consciousness;
deep learning = profound learning; neural network = neural organization; big data = huge information;
random forest = arbitrary woodland; power = force; energy = vitality; business = commerce;
company = organization; employees = representatives; market = showcase; today = nowadays
"""

# Small-dictionary spinners of local-business and affiliate pages: fillers, and pronouns turned round.
_SMALL = """
has = has actually; have = have actually; had = had actually; and = and also | as well as; or = or even;
parents = moms and dads; husband = spouse; wife = better half; people = folks | individuals; help = aid;
get = obtain; need = require; needs = requirements; many = lots of | numerous; some = a few;
very = really | extremely; good = great | excellent; great = terrific; best = finest | very best;
small = little; important = crucial; keep = maintain; a lot of = a great deal of;
in addition = furthermore; because = due to the fact that; before = prior to; after = following;
if = in case; also = likewise; usually = typically; sometimes = in some cases; always = constantly;
about = regarding; enough = adequate; home = residence; job = task; work = function; company = business;
cheap = economical; your health = the health of yours; your home = the home of yours;
your house = the house of yours; your body = the body of yours; your skin = the skin of yours;
your car = the automobile of yours; your business = the business of yours;
your family = the family of yours; your website = the site of yours; your life = the life of yours;
your money = the cash of yours; your child = the kid of yours; your friends = the friends of yours;
your time = the time of yours
"""

# Premium dictionary tools: smooth, and the wrong sense throughout.
_PREMIUM = """
blood = bloodstream; old = vintage; cell = mobile phone; cells = tissues; cool = awesome; light = gentle;
black = dark-colored; white = whitened; red = crimson; blue = azure; water = h2o; fire = flame;
air = atmosphere; earth = ground; sun = sunlight; room = space; door = doorway; window = screen;
book = guide; paper = document; letter = notice; line = collection; point = stage; case = situation;
side = aspect; part = component; place = spot; way = method; man = guy; woman = lady; child = youngster;
boy = kid; girl = young lady; head = brain; hand = palm; eye = vision; face = encounter; body = system;
voice = tone of voice; name = title; word = term; state = express; street = road; plane = aircraft;
ship = deliver; train = teach; game = video game; match = complement; race = competition; play = perform;
run = operate; drive = travel; fall = drop; stand = remain; leave = depart; present = existing;
kind = type; sound = audio; fine = okay; current = existing; novel = story; patient = individual;
bank = lender; interest = attention; smart = wise
"""

_TABLES = {
    "dialect_news": _NEWS,
    "dialect_heavy": _HEAVY,
    "dialect_small": _SMALL,
    "dialect_premium": _PREMIUM,
}
DIALECTS = tuple(_TABLES)
"""The names of the dialects."""


def dialect(name: str) -> Thesaurus:
    """The table of a dialect out of `DIALECTS`.

    >>> dialect("dialect_small").entries["parents"]
    ('moms and dads',)
    """
    entries = {}
    for row in _TABLES[name].split(";"):
        entry, _, alternatives = row.strip().partition(" = ")
        entries[entry] = alternatives.split(" | ")
    return Thesaurus.of(name, entries)
