#include <algorithm>
#include <stdexcept>
#include <string>

#include "apps/translate/demo/lexicon.h"

namespace gloss::translate::demo {
namespace {

constexpr uint64_t kUsual = kDone | kNow | kPlan;

constexpr Verb kTransitiveTable[] = {
    {"eat/eats/ate/eaten/eating", "manger/mange/manges/mange/mangeons/mangent/mangé", kFood,
     kUsual | kHabit | kStory},
    {"drink/drinks/drank/drunk/drinking", "boire/bois/bois/boit/buvons/boivent/bu", kDrink,
     kUsual | kHabit | kFresh},
    {"buy/buys/bought/bought/buying",
     "acheter/achète/achètes/achète/achetons/achètent/acheté/achèter", kWare | kPlant,
     kUsual | kFuture | kFresh},
    {"sell/sells/sold/sold/selling", "vendre/vends/vends/vend/vendons/vendent/vendu",
     kVehicle | kHome | kFurniture, kUsual},
    {"prepare/prepares/prepared/prepared/preparing",
     "préparer/prépare/prépares/prépare/préparons/préparent/préparé", kDish, kUsual | kHabit},
    {"read/reads/read/read/reading", "lire/lis/lis/lit/lisons/lisent/lu", kReading,
     kUsual | kHabit | kStory},
    {"write/writes/wrote/written/writing", "écrire/écris/écris/écrit/écrivons/écrivent/écrit",
     kWriting, kUsual},
    {"watch/watches/watched/watched/watching",
     "regarder/regarde/regardes/regarde/regardons/regardent/regardé", kShow,
     kUsual | kHabit | kStory | kFresh},
    {"listen to/listens to/listened to/listened to/listening to",
     "écouter/écoute/écoutes/écoute/écoutons/écoutent/écouté", kSound, kUsual | kHabit | kFresh},
    {"open/opens/opened/opened/opening", "ouvrir/ouvre/ouvres/ouvre/ouvrons/ouvrent/ouvert", kDoor,
     kUsual},
    {"close/closes/closed/closed/closing", "fermer/ferme/fermes/ferme/fermons/ferment/fermé", kDoor,
     kUsual},
    {"wash/washes/washed/washed/washing", "laver/lave/laves/lave/lavons/lavent/lavé",
     kGarment | kVehicle, kUsual},
    {"wear/wears/wore/worn/wearing", "porter/porte/portes/porte/portons/portent/porté", kWorn,
     kUsual},
    {"choose/chooses/chose/chosen/choosing",
     "choisir/choisis/choisis/choisit/choisissons/choisissent/choisi",
     kGarment | kSold | kShow | kVehicle, kUsual | kFresh},
    {"look for/looks for/looked for/looked for/looking for",
     "chercher/cherche/cherches/cherche/cherchons/cherchent/cherché",
     kBelonging | kAnimal | kGarment | kChild, kUsual | kMeets},
    {"find/finds/found/found/finding", "trouver/trouve/trouves/trouve/trouvons/trouvent/trouvé",
     kBelonging | kGarment, kDone},
    {"lose/loses/lost/lost/losing", "perdre/perds/perds/perd/perdons/perdent/perdu", kBelonging,
     kDone | kOwn},
    {"forget/forgets/forgot/forgotten/forgetting",
     "oublier/oublie/oublies/oublie/oublions/oublient/oublié", kBelonging, kDone | kOwn},
    {"see/sees/saw/seen/seeing", "voir/vois/vois/voit/voyons/voient/vu/verr",
     kPerson | kAnimal | kPlant | kVehicle | kSight | kShow, kDone | kState | kPlan | kMeets},
    {"visit/visits/visited/visited/visiting",
     "visiter/visite/visites/visite/visitons/visitent/visité", kSight, kUsual | kFresh},
    {"take/takes/took/taken/taking", "prendre/prends/prends/prend/prenons/prennent/pris",
     kTransport, kUsual | kHabit | kFresh},
    {"wait for/waits for/waited for/waited for/waiting for",
     "attendre/attends/attends/attend/attendons/attendent/attendu", kTransport | kPerson,
     kUsual | kStory | kMeets},
    {"know/knows/knew/known/knowing",
     "connaître/connais/connais/connaît/connaissons/connaissent/connu", kPerson, kState | kMeets},
    {"help/helps/helped/helped/helping", "aider/aide/aides/aide/aidons/aident/aidé", kPerson,
     kUsual | kMeets},
    {"invite/invites/invited/invited/inviting",
     "inviter/invite/invites/invite/invitons/invitent/invité", kPerson, kDone | kPlan | kMeets},
    {"call/calls/called/called/calling",
     "appeler/appelle/appelles/appelle/appelons/appellent/appelé/appeller", kPerson,
     kUsual | kMeets},
};

constexpr Verb kIntransitiveTable[] = {
    {"work/works/worked/worked/working",
     "travailler/travaille/travailles/travaille/travaillons/travaillent/travaillé", kHours,
     kUsual | kHabit},
    {"sleep/sleeps/slept/slept/sleeping", "dormir/dors/dors/dort/dormons/dorment/dormi", kRoom,
     kUsual | kHabit | kStory},
    {"eat/eats/ate/eaten/eating", "manger/mange/manges/mange/mangeons/mangent/mangé", kRoom,
     kUsual | kHabit | kStory},
    {"sing/sings/sang/sung/singing", "chanter/chante/chantes/chante/chantons/chantent/chanté", kIn,
     kUsual | kHabit},
    {"dance/dances/danced/danced/dancing", "danser/danse/danses/danse/dansons/dansent/dansé", kIn,
     kUsual | kHabit},
    {"play/plays/played/played/playing", "jouer/joue/joues/joue/jouons/jouent/joué", kIn,
     kUsual | kHabit | kFuture | kStory},
};

constexpr Verb kReflexiveTable[] = {
    {"get up/gets up/got up/got up/getting up", "lever/lève/lèves/lève/levons/lèvent/levé/lèver", 0,
     kDone | kHabit | kPlan, true, true},
    {"go to bed/goes to bed/went to bed/gone to bed/going to bed",
     "coucher/couche/couches/couche/couchons/couchent/couché", 0, kDone | kHabit | kPlan, true,
     true},
    {"rest/rests/rested/rested/resting", "reposer/repose/reposes/repose/reposons/reposent/reposé",
     0, kUsual | kHabit, true, true},
    {"go for a walk/goes for a walk/went for a walk/gone for a walk/going for a walk",
     "promener/promène/promènes/promène/promenons/promènent/promené/promèner", 0,
     kDone | kHabit | kPlan, true, true},
};

// Somebody gives something to somebody: the recipient is an indirect object, lui or leur.
constexpr Verb kGivingTable[] = {
    {"give/gives/gave/given/giving", "donner/donne/donnes/donne/donnons/donnent/donné", kBelonging,
     kUsual},
    {"show/shows/showed/shown/showing", "montrer/montre/montres/montre/montrons/montrent/montré",
     kBelonging | kGarment | kVehicle, kUsual},
};

const Verb& named(std::span<const Verb> verbs, std::string_view base) {
  const auto verb = std::find_if(verbs.begin(), verbs.end(),
                                 [base](const Verb& v) { return part(v.english, 0) == base; });
  if (verb == verbs.end()) {
    throw std::invalid_argument("demo lexicon: no word: " + std::string(base));
  }
  return *verb;
}

}  // namespace

const std::span<const Verb> kTransitive = kTransitiveTable;
const std::span<const Verb> kIntransitive = kIntransitiveTable;
const std::span<const Verb> kReflexive = kReflexiveTable;
const std::span<const Verb> kGiving = kGivingTable;

const Verb& transitive(std::string_view base) {
  return named(kTransitive, base);
}
const Verb& intransitive(std::string_view base) {
  return named(kIntransitive, base);
}
const Verb& reflexive(std::string_view base) {
  return named(kReflexive, base);
}

const Verb kBe = {"be/is/was/been/being", "être/suis/es/est/sommes/sont/été/ser", 0, 0};
const Verb kHave = {"have/has/had/had/having", "avoir/ai/as/a/avons/ont/eu/aur", 0, kState};
const Verb kGo = {"go/goes/went/gone/going", "aller/vais/vas/va/allons/vont/allé/ir", 0,
                  kUsual | kHabit | kFuture | kStory, true};
const Verb kComeBack = {"come back/comes back/came back/come back/coming back",
                        "revenir/reviens/reviens/revient/revenons/reviennent/revenu/reviendr", 0,
                        kUsual, true};
const Verb kArrive = {"arrive/arrives/arrived/arrived/arriving",
                      "arriver/arrive/arrives/arrive/arrivons/arrivent/arrivé", 0, kDone | kNow,
                      true};
const Verb kStay = {"stay/stays/stayed/stayed/staying",
                    "rester/reste/restes/reste/restons/restent/resté", 0, kDone | kPlan | kFuture,
                    true};
const Verb kLeave = {"leave/leaves/left/left/leaving",
                     "partir/pars/pars/part/partons/partent/parti", 0, kUsual, true};
const Verb kComeHome = {"go home/goes home/went home/gone home/going home",
                        "rentrer/rentre/rentres/rentre/rentrons/rentrent/rentré", 0, kUsual, true};
const Verb kLike = {"like/likes/liked/liked/liking", "aimer/aime/aimes/aime/aimons/aiment/aimé", 0,
                    kState};
const Verb kLive = {"live/lives/lived/lived/living",
                    "habiter/habite/habites/habite/habitons/habitent/habité", 0, kState};
const Verb kWait = {"wait/waits/waited/waited/waiting",
                    "attendre/attends/attends/attend/attendons/attendent/attendu", 0, kUsual};
const Verb kSpeak = {"speak/speaks/spoke/spoken/speaking",
                     "parler/parle/parles/parle/parlons/parlent/parlé", 0, kState};
const Verb kCost = {"cost/costs/cost/cost/costing",
                    "coûter/coûte/coûtes/coûte/coûtons/coûtent/coûté", 0, kState};

}  // namespace gloss::translate::demo
