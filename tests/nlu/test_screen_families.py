"""Each harm type in words that stand in no file of sentences, and their look-alikes."""

import pytest

from nlu.screen import Tier, by_patterns

IMMEDIATE = (
    "im sat on the roof of the flats and im going to jump",
    "I have written a letter for my mum and I am doing it tonight",
    "took a whole box of paracetamol about an hour ago",
    "I cut my wrist and it wont stop bleeding",
    "my stepdad is strangling my mum right now please help",
    "he is kicking the bathroom door and im hiding in here",
    "theres a man in our house and im on my own",
    "they are taking me to Pakistan tomorrow to get married and they took my passport",
    "there is a boy outside with a machete and he wants me",
    "I ran away and im at the bus station on my own and its dark",
    "my baby brother is not breathing",
    "the house is on fire and we are locked in",
    "he is in my bed and he wont stop touching me",
    "he is counting down, ten minutes and he sends my nudes to everyone",
)
ALERT = {
    "suicide": ("everyone would be happier if i was dead", "i dont want to be alive anymore"),
    "self-harm": (
        "i use my razor on my legs when it all gets too much",
        "she has been cutting herself again",
    ),
    "eating": ("i make myself sick after dinner", "havent eaten for three days because im so fat"),
    "physical": ("dad hits me with his belt when i spill things", "my mum boyfriend slap me in face"),
    "sexual": ("my uncle touches my private parts", "he made me take my knickers off and touched me"),
    "emotional": ("my mum says she wishes i was never born", "they call me worthless every day at home"),
    "neglect": (
        "there is never any food in our fridge",
        "mum goes out all night and leaves me with the baby",
    ),
    "domestic": ("dad punches mum when he is drunk", "my husband not let me go out or have money"),
    "criminal-exploitation": (
        "the olders make me carry drugs for them",
        "i owe them money for the weed i lost and they said they will hurt my mum",
    ),
    "sexual-exploitation": (
        "he buys me vodka and then i have to sleep with his mates",
        "older men pick me up from school and take us to a hotel",
    ),
    "online": ("a man online keeps asking me for nudes", "my ex posted my nudes on snap"),
    "peer": ("they push me down the stairs every day at school", "everyone calls me names and spits at me"),
    "running-away": ("i ran away from my placement again", "we got kicked out and we sleep in the car"),
    "forced-marriage-fgm": (
        "my parents are forcing me to marry my cousin",
        "gran says a lady will cut me down there in the holidays",
    ),
    "substance": ("my mum is drunk every day", "i take xanax to get through the day"),
    "professional": ("my swimming coach kissed me", "staff at the unit pin me on the floor"),
    "weapons": ("i carry a knife to school for protection", "they said they will stab me next time"),
    "immediate-danger": ("i am scared to go home", "i dont feel safe at home"),
}
OTHER_LANGUAGES = (
    "tata bije mame",
    "boje sie wracac do domu",
    "nie chce zyc",
    "tata ma bate cu cureaua",
    "mi e frica de tata",
    "vreau sa mor",
    "abbu mujhe roz marte hain",
    "meri zabardasti shaadi kar rahe hain",
    "میں مرنا چاہتا ہوں",
    "chacha mainu ganda touch karda",
    "ਮੇਰਾ ਡੈਡੀ ਮੰਮੀ ਨੂੰ ਕੁੱਟਦਾ ਹੈ",
    "ਮੈਨੂੰ ਘਰ ਜਾਣ ਤੋਂ ਡਰ ਲੱਗਦਾ ਹੈ",
)
REPORTS = (
    "a pupil disclosed that her dad hits her with a belt",
    "my daughter told me her uncle touched her",
    "my son is being bullied and they hit him every day",
    "Year 9 girl has told me she has been cutting herself",
)
FIRST_HAND = ("my dad hits me with a belt", "he told me not to tell anyone or he will kill me")
LOOK_ALIKES = (
    "this queue is killing me",
    "my legs are dead after football",
    "we did a lesson on knife crime and it was boring",
    "in the film the dad hits his son and then he says sorry",
    "nobody hits me at home",
    "I have never taken drugs",
    "what level is domestic abuse?",
    "how do I refer neglect?",
    "which form do I use if a child is being groomed?",
    "some boys were mean to me in year 4 but my teacher sorted it and we are mates now",
    "mum took my phone because I was rude",
    "my cousin is getting married in the summer and I have a new dress",
    "I broke my arm falling off the climbing frame",
    "the dentist hurt my tooth",
    "nikt mnie nie bije",
    "mama gotuje dobry obiad",
    "imi place la scoala",
    "mera school bohot acha hai",
    "ਮੈਨੂੰ ਖੇਡਣਾ ਪਸੰਦ ਹੈ",
)


@pytest.mark.parametrize("words", IMMEDIATE)
def test_danger_now_is_immediate(words: str) -> None:
    verdict = by_patterns(words)
    assert verdict is not None
    assert verdict.tier is Tier.immediate


@pytest.mark.parametrize("family", ALERT)
def test_each_harm_type_is_seen_in_new_words(family: str) -> None:
    assert [words for words in ALERT[family] if by_patterns(words) is None] == []


@pytest.mark.parametrize("words", OTHER_LANGUAGES)
def test_harm_is_seen_in_the_languages_of_the_city(words: str) -> None:
    assert by_patterns(words) is not None


@pytest.mark.parametrize("words", REPORTS)
def test_who_tells_of_a_child_is_known_to_report(words: str) -> None:
    verdict = by_patterns(words)
    assert verdict is not None
    assert verdict.reported


@pytest.mark.parametrize("words", FIRST_HAND)
def test_a_child_who_tells_of_itself_does_not_report(words: str) -> None:
    verdict = by_patterns(words)
    assert verdict is not None
    assert not verdict.reported


@pytest.mark.parametrize("words", LOOK_ALIKES)
def test_what_only_looks_like_harm_is_left_alone(words: str) -> None:
    assert by_patterns(words) is None


@pytest.mark.parametrize(
    "words",
    [
        "my dad hits me lol",
        "what is wrong with my dad, he hits me",
        "we watched a film and then my uncle touched me",
        "I used to cut myself and it is back, after the film I want to die",
        "he said sorry but I want to kill myself",
        "the teacher sorted it but he is hitting me right now",
    ],
)
def test_jokes_stories_and_a_mended_past_never_hide_what_happens_to_the_writer(words: str) -> None:
    assert by_patterns(words) is not None
