"""British spellings and their American ones: the tables take the two for one word.

Which of them a writer uses must not move a score, and a reprint across the ocean is not a rewriting. The
words are of the project's own list, with the endings that they take.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

# Nouns and verbs in -our / -or, with the endings that follow.
_OUR: Final = """
    arbour ardour armour behaviour candour clamour colour demeanour enamour endeavour favour fervour flavour
    harbour honour humour labour neighbour odour parlour rancour rigour rumour saviour savour splendour
    tumour valour vapour vigour belabour discolour disfavour dishonour misdemeanour
"""
_OUR_ENDINGS: Final = """
    s ed ing ful fully less able ably ite ites itism hood hoods ly er ers al ally ism y
"""
# Verbs in -ise / -ize.
_ISE: Final = """
    agon apolog author bapt brutal capital categor central character civil colon commercial computer
    critic crystall demoral digit econom emphas energ equal familiar fantas final formal general
    global harmon hospital human ideal immobil immun industrial internal jeopard legal liberal local
    marginal material maxim mechan memor minim mobil modern monopol motor national neutral normal optim
    organ ostrac patron penal personal polar popular priorit privat public radical rational real
    recogn reorgan revolution scrutin sensit social special stabil standard steril stigmat subsid summar
    symbol sympath synchron terror theor trivial util vandal victim visual
    actual amort anonym antagon cannibal canon caramel cauter compartmental conceptual contextual decentral
    democrat demon depersonal destabil disorgan dramat epitom eternal evangel extern fertil galvan glamor
    homogen hypnot hypothes individual initial institutional ion item lion mesmer metabol militar miniatur
    moistur monet moral nomin novel oxid pasteur plural pressur pulver random regular
    revital ritual romantic satir scandal sensational serial sexual solemn styl tantal tender territorial
    traumat tyrann unauthor uncivil unorgan unrecogn unreal urban vapor verbal vital weapon western
"""
_ISE_ENDINGS: Final = "e es ed ing er ers able ation ations ational"
# Verbs in -yse / -yze.
_YSE: Final = "anal paral catal dial electrol"
_YSE_ENDINGS: Final = "e es ed ing er ers"
# Verbs that double their last l in British spelling.
_DOUBLED: Final = """
    cancel channel counsel dial duel enamel equal fuel funnel label level libel marvel model panel pencil
    quarrel rival shovel signal snivel spiral swivel total travel tunnel unravel
    bedevil chisel dishevel grovel initial jewel marshal parcel pedal pummel shrivel stencil towel yodel
"""
_DOUBLED_ENDINGS: Final = "ed ing er ers"
# What follows no rule; the two spellings.
_SINGLE: Final = """
    centre/center theatre/theater fibre/fiber litre/liter sombre/somber spectre/specter calibre/caliber
    lustre/luster meagre/meager sabre/saber mitre/miter centimetre/centimeter kilometre/kilometer
    millimetre/millimeter defence/defense offence/offense pretence/pretense licence/license
    catalogue/catalog dialogue/dialog analogue/analog monologue/monolog
    grey/gray sceptic/skeptic sceptical/skeptical scepticism/skepticism aluminium/aluminum
    aeroplane/airplane moustache/mustache pyjamas/pajamas plough/plow mould/mold moult/molt smoulder/smolder
    jewellery/jewelry marvellous/marvelous woollen/woolen enrol/enroll enrolment/enrollment fulfil/fulfill
    fulfilment/fulfillment instalment/installment skilful/skillful wilful/willful appal/appall
    distil/distill instil/instill judgement/judgment acknowledgement/acknowledgment ageing/aging
    anaemia/anemia anaesthetic/anesthetic archaeology/archeology encyclopaedia/encyclopedia
    faeces/feces foetus/fetus haemorrhage/hemorrhage leukaemia/leukemia manoeuvre/maneuver
    mediaeval/medieval oestrogen/estrogen orthopaedic/orthopedic paediatric/pediatric diarrhoea/diarrhea
    cosy/cozy doughnut/donut artefact/artifact towards/toward afterwards/afterward sulphur/sulfur
    sulphate/sulfate programme/program sizeable/sizable saleable/salable likeable/likable
    whisky/whiskey yoghurt/yogurt haemoglobin/hemoglobin haematology/hematology
    gynaecology/gynecology gynaecologist/gynecologist anaesthesia/anesthesia caesarean/cesarean
    oesophagus/esophagus oedema/edema practise/practice practising/practicing tyre/tire kerb/curb cheque/check
    storey/story draught/draft
"""
_SINGLE_ENDINGS: Final = "s d"
_SAME_PAST: Final = frozenset(("programme",))


def _pairs() -> Iterator[tuple[str, str]]:
    for stem in _OUR.split():
        for ending in ("", *_OUR_ENDINGS.split()):
            yield stem + ending, stem[:-3] + "or" + ending
    for stem in _ISE.split():
        for ending in _ISE_ENDINGS.split():
            yield f"{stem}is{ending}", f"{stem}iz{ending}"
    for stem in _YSE.split():
        for ending in _YSE_ENDINGS.split():
            yield f"{stem}ys{ending}", f"{stem}yz{ending}"
    for stem in _DOUBLED.split():
        for ending in _DOUBLED_ENDINGS.split():
            yield f"{stem}l{ending}", stem + ending
    for line in _SINGLE.split():
        british, american = line.split("/")
        yield british, american
        for ending in () if british.endswith("s") else _SINGLE_ENDINGS.split():
            if ending == "s" or (british.endswith("e") and british not in _SAME_PAST):
                yield british + ending, american + (ending if american[-1] == "e" or ending == "s" else "ed")


AMERICAN: Final[Mapping[str, str]] = dict(_pairs())
"""British -> American spelling, in lower case. Some are words of nobody and never occur."""
