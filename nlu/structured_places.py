"""Places and schools with a shape: postcodes, streets, buildings, sites, schools and clubs."""

from nlu.shape import DIGIT, Shape, any_case, as_written, none_of, one_of

_CAP = r"[A-Z][\w'’.-]{0,30}"
_CAPS = rf"{_CAP}(?: {_CAP}){{0,2}}"
_LOWER = r"(?:[a-z'’]{2,20} ){1,2}"
_SIDE = r"(?: (?:East|West|North|South))?"
_STREET = one_of(
    """street road rd avenue ave lane ln close drive crescent cres terrace grove gardens court mews
    highway square"""
)
_STREET_CAP = one_of(
    """Street St Road Rd Avenue Ave Lane Ln Close Drive Crescent Cres Court Terrace Grove Way Gardens
    Mews Square Highway Hill Walk Row Rise View Parade Croft Butts Towers? Flats Estate"""
)
# Streets that are also other things need a number and an address around them.
_ALSO_STREET = one_of("way hill walk row rise view parade croft house park place end green butts")
_NO_STREET = none_of(
    """near behind on off from along the our my a an main busy ring this that every each high same next
    other quiet side one his her their your some any no of and wrong whole across down up by in
    is to at back dark long country memory bus cycle fast slow"""
)
_NO_STREET_CAP = none_of("The Our My High Main Ring In On At Off Near")
_BUILDING = one_of("House Court Lodge Towers? Point Heights Flats Mews")
_IN_BUILDING = one_of("house court tower lodge point heights flats")
_SITE = one_of(
    """House Lodge (?:[Cc]hildren['’]?s|[Cc]are|[Rr]esidential)_[Hh]ome [Ss]urgery [Pp]ark
    [Rr]ecreation_[Gg]round [Ww]oods Common Rec [Ss]tation Green [Pp]laying_[Ff]ields [Ee]state
    [Pp]arade [Ll]ibrary [Cc]hurch [Mm]osque
    (?:[Ll]eisure|[Ss]ports|[Cc]ommunity|[Yy]outh|[Ss]hopping|[Cc]hildren['’]?s|[Mm]edical|[Hh]ealth)_[Cc]entre
    Centre [Gg]urdwara [Mm]andir [Tt]emple [Hh]otel [Hh]ostel [Aa]rcade [Bb]ridge [Cc]anal
    [Bb]us_[Ss]tation [Ff]lats [Aa]llotments [Uu]nderpass Square Precinct Fields"""
)
_NO_SITE = none_of(
    """The Our My A An Full Open White Opera Theme Skate Car Retail Safari Your Local Central National
    Water Family City Town Train Bus Police Fire Petrol Health Youth Community Leisure Sports
    Public Big One Early In At On We I Near Behind School Coventry More There This That No
    Catholic Muslim Sikh Hindu Polish Christian University Drop Help When If Every"""
)
_LOWER_SITE = one_of(
    """park estate station shops library mosque gurdwara church leisure_centre community_centre woods
    bridge flats green common"""
)
_NO_LOWER_SITE = none_of(
    """the our my a an skate car theme retail local train bus police fire petrol big nice same every
    any this that these those his her their your some more of and town city council housing
    coach tube railway corner village each to other different another in on school public no it
    new old quiet busy nearest canal all caravan trailer dog water at high"""
)
_BY = one_of("at in near by behind outside from around past round to through over")
_STAGE = (
    "(?:"
    + one_of(
        """[Pp]rimary [Jj]uniors? [Ii]nfants? [Ss]econdary [Hh]igh [Gg]rammar Catholic RC CE [Ss]pecial
        [Cc]ommunity CofE C_of_E Church_of_England [Cc]omprehensive [Nn]ursery
        [Ss]ixth_[Ff]orm Free Boys['’]? Girls['’]?"""
    )
    + " (?:(?:and|&) )?)"
)
_TYPE = one_of(
    """[Ss]chool [Aa]cademy [Cc]ollege [Nn]ursery [Pp]rimary [Ii]nfants? [Jj]uniors? High
    [Ss]ixth_[Ff]orm [Pp]re-?[Ss]chool [Pp]laygroup [Pp]upil_[Rr]eferral_[Uu]nit PRU UTC
    [Uu]niversity [Ss]econdary [Gg]rammar
    Centre"""
)
_NO_SCHOOL_CAP = none_of(
    """My Our The High Primary Secondary Virtual Early I At Old A In When If Going After Before Every
    This That Sunday Why Starting Special Junior Infant His Her Their More Is Does Do What Which
    Some Most All No For From To And But Since Coventry Grammar Boarding Faith Catholic Private
    Nursery Local Saturday Year Youth Community Family Health Sports Leisure Drop Medical
    Mainstream We She He They Walking Being University"""
)
_NO_SCHOOL = none_of(
    """my our the a an high primary secondary new old that this his her their your any every special
    infant infants junior after before whole of good bad different same another which what per
    sunday saturday summer private boarding mainstream public faith mosque quran arabic polish
    free no in go going went school work and to left late start started starting be big local
    nursery some all for next first last back is it me him us you most other one two each art
    dance drama football"""
)
_JOINING = none_of(
    "and or but so after outside before during to at the my our in is was her his their for with of"
)
_NAMED = rf"(?:{_JOINING}[a-z'’]{{2,20}} ){{1,2}}"
_SCHOOL = one_of(
    """primary academy high_school secondary_school primary_school juniors infants grammar school
    college nursery high sixth_form"""
)
_IS_SCHOOL = r"\b(?:[Ss]chool|[Cc]ollege|[Nn]ursery|[Pp]rimary)(?:['’]s name)? is (?:called |named )?"
_NO_SECOND = none_of("and but is it its because in on the he she they we i who which that has was")
_CALLED = rf"[\w'’]{{3,20}}(?: {_NO_SECOND}[\w'’]{{3,20}})?"
_SPORT = one_of(
    """Boxing Youth Football Rugby Judo Karate Dance Athletics? Cricket Swimming Gymnastics Netball
    Tennis Taekwondo Boys Girls Community"""
)
_CLUB = rf"(?:FC|Rovers|Scouts|Cadets|{_SPORT} (?:Club|Academy|School))"
_SAINT = rf"{none_of('this thats its was is has always as us')}[a-z]{{3,14}}['’]?s"
_SAINTS = one_of(
    """peter paul john mary anne thomas joseph patrick osburg gregory elizabeth bartholomew christopher
    benedict bede"""
)
_HOLY = (
    r"(?:our lady(?:['’]?s)?(?: of (?:the )?[a-z]{4,12})?|holy (?:trinity|family|cross|rosary|name)"
    r"|sacred heart|christ the king|all (?:saints|souls)|corpus christi|good shepherd|three spires)"
)
_LIVES_LOWER = r"\b(?:live at|lives at|living at|address is|address|house is|we are at|im at) "
_LIVES = r"\b(?:lives?|living|address is|[Aa]ddress:?|house is|moved|home is|flat is)(?: at| to)? "
_ON = one_of(
    """live lives lived living stay staying house flat home shop shops at in to by past on off down
    along up of near behind"""
)
_AFTER_SAINT = one_of("primary school academy juniors infants catholic c_of_e ce rc")
_DEGREES = r"[+-]?\d{1,3}\.\d{3,12}°?"
# As what3words names a square of three metres.
_THREE_WORDS = r"[^\W\d_]{2,30}(?:\.[^\W\d_]{2,30}){2}"

SHAPES: tuple[Shape, ...] = (
    any_case("place", DIGIT, rf"(?<![\w.]){_DEGREES} ?[ns]?[,/]? ?{_DEGREES}(?: ?[ew]\b)?(?!\w)"),
    any_case("place", "//", rf"(?<![\w:/])/{{2,3}}{_THREE_WORDS}"),
    any_case(
        "place", "w", rf"\b(?:w3w|what ?(?:3|three) ?words)\b[\s:/-]{{0,5}}(?:is |are )?({_THREE_WORDS})"
    ),
    any_case("place", DIGIT, r"\b[a-z]{1,2}\d[a-z\d]?[ -]{0,2}\d ?[a-z] ?[a-z]\b"),
    any_case("place", DIGIT, r"\bc ?v ?\d{1,2}(?:[ -]{0,2}\d ?[a-z] ?[a-z])?\b"),
    any_case(
        "place",
        DIGIT,
        r"\b(?:in|near|from|around|postcode|is|to|over|live|lives) ([a-z]{1,2}\d{1,2}[a-z]?)(?=[\s.,!?]|$)",
    ),
    any_case("place", DIGIT, r"\b([a-z]{1,2}\d{1,2}) (?:area|postcode|estate)\b"),
    as_written("place", r"\b((?:B|LE|NN|WS|WV|DY|NG|DE|OX)\d{1,2}[A-Z]?)\b"),
    any_case(
        "place",
        DIGIT,
        rf"\b(?:flat \d{{1,3}}[a-z]?,? )?(?:flat |number |no\.? ?)?\d{{1,4}}[a-z]?,? {_LOWER}"
        rf"(?:{_STREET}|st)\b{_SIDE}(?:(?:,? [a-z]{{3,15}}(?: [a-z]{{3,12}})?)?,? coventry\b)?",
    ),
    any_case(
        "place",
        DIGIT,
        rf"{_LIVES_LOWER}(\d{{1,4}}[a-z]?,? {_LOWER}{_ALSO_STREET})\b",
    ),
    any_case(
        "place",
        DIGIT,
        rf"\b(?:flat|room|apartment|unit) (\d{{1,3}}[a-z]?(?:,? (?:the )?{_LOWER}{_IN_BUILDING})?)\b",
    ),
    as_written("place", r"\b\d{1,4}[a-zA-Z]?,? The [A-Z][a-z]{2,20}\b"),
    any_case("place", DIGIT, r"\b((?:flat|apartment) \d{1,3}[a-z]?)\b"),
    any_case("place", DIGIT, rf"{_LIVES_LOWER}(\d{{1,4}}[a-z]? (?:the )?[a-z]{{4,15}})\b"),
    any_case("place", DIGIT, r"\b(?:number|house|no\.?) (\d{1,4}[a-z]?)(?= (?:on|in|of|down) )"),
    as_written(
        "place",
        rf"{_LIVES}(\d{{1,4}}[a-zA-Z]?,? (?:The )?{_CAPS})",
    ),
    as_written("place", rf"\b[Ff]lat \d{{1,3}}[a-zA-Z]?,? (?:The )?{_CAPS}"),
    as_written(
        "place",
        r"\b(?:(?:[Ff]lat|[Nn]umber|[Nn]o\.?|[Rr]oom|[Uu]nit) ?)?\d{1,4}[a-zA-Z]?,? "
        rf"(?:[Tt]he )?(?:{_CAP} ){{1,3}}"
        rf"(?:{_STREET_CAP}|{_BUILDING}|Green|Park|Place|End|Meadow|Vale|Circle)\b{_SIDE}"
        rf"(?:(?:,? {_CAP}(?: {_CAP})?)?,? Coventry\b)?",
    ),
    any_case(
        "place",
        "",
        rf"\b{_ON} "
        rf"(?:on|at|in|down|off|from|by)? ?{_NO_STREET}({_LOWER}{_STREET}{_SIDE})\b",
    ),
    as_written(
        "place",
        rf"\b{_NO_STREET_CAP}(?:{_CAP} ){{1,3}}{_STREET_CAP}\b{_SIDE}",
    ),
    as_written("place", rf"\b{_NO_SITE}(?:{_CAP} ){{1,3}}{_SITE}\b"),
    any_case("place", "", rf"\b{_BY} (?:the )?{_NO_LOWER_SITE}([a-z'’]{{3,20}} {_LOWER_SITE})\b"),
    any_case(
        "school",
        "st",
        rf"(?<![\d’'] )\bst\.? (?:{_SAINT}|{_SAINTS})\b(?: {_AFTER_SAINT})*",
    ),
    any_case("school", "", rf"\b{_HOLY}\b"),
    as_written("school", rf"\b(?:The )?{_NO_SCHOOL_CAP}(?:(?!The ){_CAP} ){{1,4}}{_STAGE}{{0,3}}{_TYPE}\b"),
    as_written("school", rf"\b(?:St|Saint)\.? {_CAP}(?: {_CAP}){{0,3}}"),
    as_written("school", rf"\b(?:{_CAP} ){{1,3}}{_CLUB}\b"),
    as_written("school", rf"\b(?:go|goes|attends?|attended) (?:to |at )?((?:{_CAP} ?){{1,4}})(?![\w'’])"),
    as_written(
        "school",
        rf"{_IS_SCHOOL}((?:{_CAP} ?){{1,4}})(?![\w'’])",
    ),
    any_case(
        "school",
        "called",
        rf"\b(?:school|college|nursery|academy|primary) (?:is )?called ((?:the )?{_CALLED})",
    ),
    as_written("place", rf"\b(?:went|going|moved) (?:to |from )((?:{_CAP} ?){{1,3}})(?![\w'’])"),
    any_case(
        "school", "", rf"\b(?:at|to|from|attends?|called|in|outside|near) {_NO_SCHOOL}({_NAMED}{_SCHOOL})\b"
    ),
)
