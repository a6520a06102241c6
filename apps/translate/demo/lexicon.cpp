#include "apps/translate/demo/lexicon.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace gloss::translate::demo {
namespace {

constexpr Gender kM = Gender::masculine;
constexpr Gender kF = Gender::feminine;

// clang-format off
constexpr Noun kNounTable[] = {
    // People
    {"father", "fathers", "père", "pères", kM, kFamily},
    {"mother", "mothers", "mère", "mères", kF, kFamily},
    {"brother", "brothers", "frère", "frères", kM, kFamily | kLittle},
    {"sister", "sisters", "sœur", "sœurs", kF, kFamily | kLittle},
    {"son", "sons", "fils", "fils", kM, kFamily},
    {"grandmother", "grandmothers", "grand-mère", "grands-mères", kF, kFamily},
    {"grandfather", "grandfathers", "grand-père", "grands-pères", kM, kFamily},
    {"uncle", "uncles", "oncle", "oncles", kM, kFamily},
    {"aunt", "aunts", "tante", "tantes", kF, kFamily},
    {"man", "men", "homme", "hommes", kM, kAdult},
    {"woman", "women", "femme", "femmes", kF, kAdult},
    {"boy", "boys", "garçon", "garçons", kM, kChild | kLittle},
    {"girl", "girls", "fille", "filles", kF, kChild | kLittle},
    {"child", "children", "enfant", "enfants", kM, kChild | kLittle},
    {"friend", "friends", "ami", "amis", kM, kRole | kMine | kFriend},
    {"neighbour", "neighbours", "voisin", "voisins", kM, kRole | kMine},
    {"student", "students", "étudiant", "étudiants", kM, kRole | kMine | kJob},
    {"teacher", "teachers", "professeur", "professeurs", kM, kRole | kMine | kJob},
    {"doctor", "doctors", "médecin", "médecins", kM, kRole | kMine | kJob},
    {"baker", "bakers", "boulanger", "boulangers", kM, kRole | kJob},
    {"actor", "actors", "acteur", "acteurs", kM, kRole | kJob | kFamous},
    {"nurse", "nurses", "infirmière", "infirmières", kF, kRole},
    // Animals
    {"dog", "dogs", "chien", "chiens", kM, kAnimal | kPet},
    {"cat", "cats", "chat", "chats", kM, kAnimal | kPet},
    {"horse", "horses", "cheval", "chevaux", kM, kAnimal},
    {"bird", "birds", "oiseau", "oiseaux", kM, kAnimal | kPet},
    {"mouse", "mice", "souris", "souris", kF, kAnimal | kPet},
    {"hamster", "hamsters", "hamster", "hamsters", kM, kAnimal | kPet},
    // Food and drink
    {"apple", "apples", "pomme", "pommes", kF, kFood},
    {"orange", "oranges", "orange", "oranges", kF, kFood},
    {"tomato", "tomatoes", "tomate", "tomates", kF, kFood},
    {"egg", "eggs", "œuf", "œufs", kM, kFood},
    {"cake", "cakes", "gâteau", "gâteaux", kM, kFood | kDish},
    {"sandwich", "sandwiches", "sandwich", "sandwichs", kM, kFood | kDish},
    {"bread", "", "pain", "", kM, kFood},
    {"cheese", "", "fromage", "", kM, kFood},
    {"meat", "", "viande", "", kF, kFood},
    {"fish", "", "poisson", "", kM, kFood},
    {"chocolate", "", "chocolat", "", kM, kFood},
    {"jam", "", "confiture", "", kF, kFood | kDish},
    {"soup", "", "soupe", "", kF, kFood | kDish | kHot},
    {"salad", "", "salade", "", kF, kFood | kDish},
    {"water", "", "eau", "", kF, kDrink | kHot},
    {"coffee", "", "café", "", kM, kDrink | kHot},
    {"tea", "", "thé", "", kM, kDrink | kHot},
    {"milk", "", "lait", "", kM, kDrink | kHot},
    {"wine", "", "vin", "", kM, kDrink},
    // Things
    {"book", "books", "livre", "livres", kM,
     kReading | kWriting | kBelonging | kSold | kLong | kFamous},
    {"newspaper", "newspapers", "journal", "journaux", kM, kReading | kBelonging | kSold},
    {"letter", "letters", "lettre", "lettres", kF, kReading | kWriting | kLong},
    {"story", "stories", "histoire", "histoires", kF, kReading | kWriting | kLong | kSound},
    {"film", "films", "film", "films", kM, kShow | kLong | kFamous},
    {"match", "matches", "match", "matchs", kM, kShow | kLong},
    {"song", "songs", "chanson", "chansons", kF, kSound | kFamous},
    {"key", "keys", "clé", "clés", kF, kBelonging},
    {"phone", "phones", "téléphone", "téléphones", kM, kBelonging | kSold | kColoured},
    {"passport", "passports", "passeport", "passeports", kM, kBelonging},
    {"umbrella", "umbrellas", "parapluie", "parapluies", kM, kBelonging | kSold | kColoured},
    {"watch", "watches", "montre", "montres", kF, kBelonging | kSold},
    {"ticket", "tickets", "billet", "billets", kM, kBelonging | kSold},
    {"computer", "computers", "ordinateur", "ordinateurs", kM, kBelonging | kSold | kHeavy},
    {"bag", "bags", "sac", "sacs", kM, kBelonging | kSold | kContainer | kColoured | kHeavy},
    {"suitcase", "suitcases", "valise", "valises", kF,
     kBelonging | kSold | kContainer | kColoured | kHeavy | kDoor},
    {"box", "boxes", "boîte", "boîtes", kF, kContainer | kColoured | kHeavy | kDoor},
    {"door", "doors", "porte", "portes", kF, kDoor | kColoured},
    {"window", "windows", "fenêtre", "fenêtres", kF, kDoor},
    {"table", "tables", "table", "tables", kF, kFurniture | kSurface | kHeavy},
    {"chair", "chairs", "chaise", "chaises", kF, kFurniture | kSurface | kSoft | kColoured},
    {"bed", "beds", "lit", "lits", kM, kFurniture | kSurface | kSoft},
    {"armchair", "armchairs", "fauteuil", "fauteuils", kM,
     kFurniture | kSurface | kSoft | kColoured},
    {"dress", "dresses", "robe", "robes", kF, kGarment | kColoured},
    {"coat", "coats", "manteau", "manteaux", kM, kGarment | kWorn | kColoured},
    {"hat", "hats", "chapeau", "chapeaux", kM, kGarment | kWorn | kColoured},
    {"shirt", "shirts", "chemise", "chemises", kF, kGarment | kWorn | kColoured},
    {"scarf", "scarves", "écharpe", "écharpes", kF, kGarment | kWorn | kColoured},
    {"flower", "flowers", "fleur", "fleurs", kF, kPlant | kColoured},
    {"tree", "trees", "arbre", "arbres", kM, kPlant},
    // Vehicles
    {"car", "cars", "voiture", "voitures", kF, kVehicle | kColoured | kSoft},
    {"bike", "bikes", "vélo", "vélos", kM, kVehicle | kColoured},
    {"boat", "boats", "bateau", "bateaux", kM, kVehicle | kTransport | kColoured},
    {"train", "trains", "train", "trains", kM, kTransport},
    {"bus", "buses", "bus", "bus", kM, kTransport},
    {"plane", "planes", "avion", "avions", kM, kTransport},
    // Places
    {"house", "houses", "maison", "maisons", kF, kIn | kRoom | kHome | kColoured},
    {"flat", "flats", "appartement", "appartements", kM, kHome},
    {"garden", "gardens", "jardin", "jardins", kM, kIn | kRoom | kQuiet},
    {"kitchen", "kitchens", "cuisine", "cuisines", kF, kIn | kRoom},
    {"bedroom", "bedrooms", "chambre", "chambres", kF, kIn | kRoom | kQuiet},
    {"street", "streets", "rue", "rues", kF, kIn | kQuiet},
    {"forest", "forests", "forêt", "forêts", kF, kIn | kQuiet},
    {"park", "parks", "parc", "parcs", kM, kIn | kRoom | kQuiet | kSight},
    {"village", "villages", "village", "villages", kM, kQuiet | kSight | kTown},
    {"city", "cities", "ville", "villes", kF, kSight | kTown | kFamous},
    {"island", "islands", "île", "îles", kF, kSight | kQuiet},
    {"church", "churches", "église", "églises", kF, kAt | kSight | kHours},
    {"museum", "museums", "musée", "musées", kM, kAt | kSight | kHours | kFamous},
    {"hotel", "hotels", "hôtel", "hôtels", kM, kAt | kQuiet | kSoft},
    {"restaurant", "restaurants", "restaurant", "restaurants", kM, kAt | kHours | kFamous},
    {"station", "stations", "gare", "gares", kF, kAt},
    {"airport", "airports", "aéroport", "aéroports", kM, kAt},
    {"school", "schools", "école", "écoles", kF, kAt | kHours},
    {"university", "universities", "université", "universités", kF, kAt},
    {"hospital", "hospitals", "hôpital", "hôpitaux", kM, kAt},
    {"office", "offices", "bureau", "bureaux", kM, kAt | kHours},
    {"market", "markets", "marché", "marchés", kM, kAt},
    {"supermarket", "supermarkets", "supermarché", "supermarchés", kM, kAt | kHours},
    {"library", "libraries", "bibliothèque", "bibliothèques", kF, kAt | kHours | kQuiet},
    {"bank", "banks", "banque", "banques", kF, kAt | kHours},
    {"beach", "beaches", "plage", "plages", kF, kAt | kQuiet},
    {"swimming pool", "swimming pools", "piscine", "piscines", kF, kAt | kHours},
};

constexpr uint64_t kObject = kWriting | kBelonging | kGarment | kVehicle | kFurniture | kContainer;

constexpr Adjective kAdjectiveTable[] = {
    // Before the noun: size, age, beauty and goodness.
    {"big", "bigger", "grand/grande/grands", true,
     kFurniture | kContainer | kHome | kTown | kAt | kIn | kPlant | kVehicle,
     kFurniture | kContainer | kHome | kTown | kAt | kIn | kPlant | kVehicle},
    {"small", "smaller", "petit/petite/petits", true,
     kFurniture | kContainer | kHome | kTown | kAt | kIn | kVehicle | kAnimal,
     kFurniture | kContainer | kHome | kTown | kAt | kIn | kVehicle | kAnimal},
    {"little", "", "petit/petite/petits", true, kLittle, 0},
    {"tall", "taller", "grand/grande/grands", true, 0, kPerson},
    {"old", "older", "vieux/vieille/vieux/vieil", true,
     kAdult | kRole | kAnimal | kObject | kHome | kTown | kAt, kPerson | kAnimal | kHome},
    {"young", "younger", "jeune/jeune/jeunes", true, kAdult | kRole, kPerson},
    {"new", "", "nouveau/nouvelle/nouveaux/nouvel", true,
     kRole | kBelonging | kGarment | kVehicle | kFurniture | kHome | kAt, 0},
    {"beautiful", "more beautiful", "beau/belle/beaux/bel", true,
     kSight | kGarment | kVehicle | kPlant | kHome | kAnimal | kSound,
     kSight | kGarment | kVehicle | kPlant | kHome | kAnimal | kSound},
    {"pretty", "prettier", "joli/jolie/jolis", true, kGarment | kHome, kGarment | kHome},
    {"good", "better", "bon/bonne/bons", true, kFood | kDrink | kShow | kReading,
     kFood | kDrink | kShow | kReading, Quality::judged},
    {"kind", "kinder", "gentil/gentille/gentils", true, kRole | kChild, kPerson},
    // After the noun: everything else.
    {"red", "", "rouge/rouge/rouges", false, kColoured, kColoured},
    {"blue", "", "bleu/bleue/bleus", false, kColoured, kColoured},
    {"green", "", "vert/verte/verts", false, kColoured, kColoured},
    {"white", "", "blanc/blanche/blancs", false, kColoured | kAnimal, kColoured | kAnimal},
    {"black", "", "noir/noire/noirs", false, kColoured | kAnimal, kColoured | kAnimal},
    {"expensive", "more expensive", "cher/chère/chers", false, kGarment | kVehicle,
     kGarment | kVehicle | kFurniture},
    {"heavy", "heavier", "lourd/lourde/lourds", false, kHeavy, kHeavy},
    {"comfortable", "more comfortable", "confortable/confortable/confortables", false,
     kSoft, kSoft},
    {"interesting", "more interesting", "intéressant/intéressante/intéressants", false,
     kShow | kReading, kShow | kReading, Quality::judged},
    {"famous", "", "célèbre/célèbre/célèbres", false, kFamous, kFamous, Quality::judged},
    {"quiet", "quieter", "calme/calme/calmes", false, kQuiet, kQuiet},
    {"hot", "hotter", "chaud/chaude/chauds", false, kHot, kHot, Quality::passing},
    {"cold", "colder", "froid/froide/froids", false, kHot, kHot, Quality::passing},
    // Only after "to be".
    {"long", "longer", "long/longue/longs", true, 0, kLong},
    {"open", "", "ouvert/ouverte/ouverts", false, 0, kDoor | kHours, Quality::passing},
    {"closed", "", "fermé/fermée/fermés", false, 0, kDoor | kHours, Quality::passing},
    {"clean", "cleaner", "propre/propre/propres", false, 0, kGarment | kIn, Quality::passing},
    {"happy", "happier", "heureux/heureuse/heureux", false, 0, kPerson, Quality::passing},
    {"sad", "sadder", "triste/triste/tristes", false, 0, kPerson, Quality::passing},
    {"tired", "more tired", "fatigué/fatiguée/fatigués", false, 0, kPerson, Quality::passing},
    {"ill", "", "malade/malade/malades", false, 0, kPerson, Quality::passing},
    {"ready", "", "prêt/prête/prêts", false, 0, kPerson, Quality::passing},
    {"strong", "stronger", "fort/forte/forts", false, 0, kPerson},
};

constexpr Name kNameTable[] = {
    {"Paul", kM}, {"Lucas", kM}, {"Thomas", kM}, {"Marie", kF}, {"Julie", kF}, {"Anna", kF},
};

constexpr Expression kHabitTable[] = {
    {"every day", "tous les jours"}, {"every morning", "tous les matins"},
    {"every evening", "tous les soirs"}, {"on Sundays", "le dimanche"},
    {"on Saturdays", "le samedi"}, {"in summer", "en été"}, {"in winter", "en hiver"},
};
constexpr Expression kNowTable[] = {
    {"now", "maintenant"}, {"at the moment", "en ce moment"}, {"this morning", "ce matin"},
    {"today", "aujourd'hui"},
};
constexpr Expression kPastTable[] = {
    {"yesterday", "hier"}, {"yesterday evening", "hier soir"}, {"this morning", "ce matin"},
    {"last week", "la semaine dernière"}, {"yesterday morning", "hier matin"},
    {"two days ago", "il y a deux jours"}, {"on Monday", "lundi"}, {"on Saturday", "samedi"},
};
constexpr Expression kFutureTable[] = {
    {"tomorrow", "demain"}, {"tomorrow morning", "demain matin"}, {"this evening", "ce soir"},
    {"next week", "la semaine prochaine"}, {"on Sunday", "dimanche"},
    {"on Saturday", "samedi"}, {"after lunch", "après le déjeuner"}, {"soon", "bientôt"},
};
constexpr Expression kCompanyTable[] = {
    {"with Marie", "avec Marie"}, {"with Paul", "avec Paul"}, {"with a friend", "avec un ami"},
    {"with the children", "avec les enfants"}, {"with me", "avec moi"}, {"without me", "sans moi"},
};
constexpr Expression kGameTable[] = {
    {"football", "au football"}, {"tennis", "au tennis"}, {"cards", "aux cartes"},
    {"chess", "aux échecs"}, {"the piano", "du piano"}, {"the guitar", "de la guitare"},
};
constexpr Expression kCityTable[] = {
    {"in Paris", "à Paris"}, {"in Lyon", "à Lyon"}, {"in London", "à Londres"},
    {"in France", "en France"}, {"in Italy", "en Italie"}, {"in Canada", "au Canada"},
};
constexpr Expression kFeelingTable[] = {
    {"hungry", "faim"}, {"thirsty", "soif"}, {"cold", "froid"}, {"hot", "chaud"},
    {"sleepy", "sommeil"}, {"afraid", "peur"},
};
constexpr Expression kNumberTable[] = {
    {"two", "deux"}, {"three", "trois"}, {"four", "quatre"}, {"five", "cinq"}, {"six", "six"},
    {"seven", "sept"}, {"eight", "huit"}, {"nine", "neuf"}, {"ten", "dix"}, {"eleven", "onze"},
    {"twelve", "douze"}, {"twenty", "vingt"},
};
constexpr Expression kWeatherTable[] = {
    {"it is cold", "il fait froid"}, {"it is hot", "il fait chaud"},
    {"it is raining", "il pleut"}, {"it is snowing", "il neige"},
    {"the weather is nice", "il fait beau"}, {"the weather is bad", "il fait mauvais"},
};
constexpr Expression kLanguageTable[] = {
    {"French", "français"}, {"English", "anglais"}, {"Italian", "italien"},
};
// clang-format on

}  // namespace

const std::span<const Noun> kNouns = kNounTable;
const std::span<const Adjective> kAdjectives = kAdjectiveTable;
const std::span<const Name> kNames = kNameTable;
const std::span<const Expression> kHabitTimes = kHabitTable;
const std::span<const Expression> kNowTimes = kNowTable;
const std::span<const Expression> kPastTimes = kPastTable;
const std::span<const Expression> kFutureTimes = kFutureTable;
const std::span<const Expression> kCompany = kCompanyTable;
const std::span<const Expression> kGames = kGameTable;
const std::span<const Expression> kCities = kCityTable;
const std::span<const Expression> kFeelings = kFeelingTable;
const std::span<const Expression> kNumbers = kNumberTable;
const std::span<const Expression> kWeather = kWeatherTable;
const std::span<const Expression> kLanguages = kLanguageTable;

const Noun& noun_named(std::string_view english) {
  const auto noun = std::find_if(kNouns.begin(), kNouns.end(),
                                 [english](const Noun& n) { return n.english == english; });
  if (noun == kNouns.end()) {
    throw std::invalid_argument("demo lexicon: no word: " + std::string(english));
  }
  return *noun;
}

std::string_view part(std::string_view parts, int64_t index) {
  for (; index > 0; --index) {
    const size_t slash = parts.find('/');
    if (slash == std::string_view::npos) return {};
    parts.remove_prefix(slash + 1);
  }
  return parts.substr(0, parts.find('/'));
}

}  // namespace gloss::translate::demo
