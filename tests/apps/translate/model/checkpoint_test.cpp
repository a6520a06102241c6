#include "apps/translate/model/checkpoint.h"

#include <algorithm>
#include <functional>
#include <stdexcept>

#include "core/allocator.h"
#include "core/io/safetensors.h"
#include "core/random.h"
#include "tests/apps/translate/tiny_translator.h"
#include "tests/support/catch.h"
#include "tests/support/mutate.h"
#include "tests/support/temporary_folder.h"

namespace gloss::translate {
namespace {

std::vector<real> all_weights(const Checkpoint& checkpoint) {
  std::vector<real> all;
  for (const auto& [name, tensor] : checkpoint.model->named_parameters())
    all.insert(all.end(), tensor.values().begin(), tensor.values().end());
  return all;
}

// What loading says of a file whose contents were changed after saving.
std::string complaint(const std::function<void(SafeTensors&)>& change) {
  const TemporaryFolder folder;
  const std::string path = folder.file("m");
  save_checkpoint(path, tiny_checkpoint());
  SafeTensors file = read_safetensors(path);
  change(file);
  write_safetensors(path, file);
  try {
    load_checkpoint(path);
  } catch (const std::runtime_error& error) {
    std::string message = error.what();
    const size_t at = message.find(path);
    REQUIRE(at != std::string::npos);  // every message names the file
    return message.replace(at, path.size(), "m");
  }
  return "no complaint";
}

std::string& metadata_of(SafeTensors& file, const std::string& key) {
  return std::ranges::find(file.metadata, key, [](const auto& entry) { return entry.first; })
      ->second;
}

void replace(std::string& text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
}

TEST_CASE("checkpoint: loading gives back what was saved", "[apps]") {
  const TemporaryFolder folder;
  const NamesAndValues values = {{"cell", "lstm"},         {"enc-depth", "2"},
                                 {"attention", "general"}, {"tied-embeddings", "all"},
                                 {"dropout", "0.1"},       {"lowercase", "true"}};
  Checkpoint saved = tiny_checkpoint(settings_of(values));
  saved.history = {Json::object({{"update", 10}, {"loss", 1.5}, {"bleu", Json()}})};
  saved.lexicon = Tensor::full({saved.source.vocabulary().size(), 2}, 7);
  saved.max_length = 60;
  save_checkpoint(folder.file("m"), saved);

  const Checkpoint loaded = load_checkpoint(folder.file("m"));
  CHECK(loaded.max_length == 60);
  CHECK(std::ranges::equal(loaded.lexicon.values(), saved.lexicon.values()));
  CHECK(all_weights(loaded) == all_weights(saved));
  for (const auto& [name, value] : values)
    CHECK(value_of(loaded.settings, name) == value);
  CHECK(value_of(loaded.settings, "dim-rnn") == "8");
  CHECK(loaded.source.vocabulary().to_text() == saved.source.vocabulary().to_text());
  CHECK(loaded.target.vocabulary().to_text() == saved.target.vocabulary().to_text());
  CHECK(loaded.source.encode("SHE sees") == loaded.source.encode("she sees"));
  REQUIRE(loaded.history.size() == 1);
  CHECK(loaded.history[0].dump() == R"({"update":10,"loss":1.5,"bleu":null})");
}

TEST_CASE("checkpoint: a file that does not hold the longest length has the default of training",
          "[apps]") {
  const TemporaryFolder folder;
  Checkpoint saved = tiny_checkpoint();
  saved.max_length = 60;
  save_checkpoint(folder.file("m"), saved);
  SafeTensors file = read_safetensors(folder.file("m"));
  std::erase_if(file.metadata, [](const auto& entry) { return entry.first == "max_length"; });
  write_safetensors(folder.file("m"), file);
  CHECK(load_checkpoint(folder.file("m")).max_length == 100);
}

TEST_CASE("checkpoint: every choice of the settings survives", "[apps]") {
  const TemporaryFolder folder;
  for (const char* cell : {"tanh", "gru", "lstm"})
    for (const char* attention : {"none", "dot", "scaled-dot", "general", "additive"})
      for (const char* tied : {"none", "target", "all"}) {
        const Checkpoint saved = tiny_checkpoint(
            settings_of({{"cell", cell}, {"attention", attention}, {"tied-embeddings", tied}}));
        save_checkpoint(folder.file("m"), saved);
        CAPTURE(cell, attention, tied);
        CHECK(all_weights(load_checkpoint(folder.file("m"))) == all_weights(saved));
      }
}

TEST_CASE("checkpoint: the same model gives the same bytes, saved again or loaded between",
          "[apps]") {
  const TemporaryFolder folder;
  save_checkpoint(folder.file("one"), tiny_checkpoint());
  save_checkpoint(folder.file("two"), tiny_checkpoint());
  CHECK(folder.read("one") == folder.read("two"));
  save_checkpoint(folder.file("three"), load_checkpoint(folder.file("one")));
  CHECK(folder.read("one") == folder.read("three"));
}

TEST_CASE("checkpoint: the seed decides the fresh weights", "[apps]") {
  Checkpoint checkpoint = tiny_checkpoint();
  const auto first = all_weights(checkpoint);
  const auto again = [&](uint64_t seed) {
    checkpoint.model = make_model(checkpoint.settings, checkpoint.source.vocabulary().size(),
                                  checkpoint.target.vocabulary().size(), seed);
    return all_weights(checkpoint);
  };
  CHECK(again(1) == first);
  CHECK(again(2) != first);
}

TEST_CASE("checkpoint: a file cut short anywhere is refused by name", "[apps]") {
  const TemporaryFolder folder;
  save_checkpoint(folder.file("m"), tiny_checkpoint());
  const std::string whole = folder.read("m");
  std::vector<size_t> lengths = {0, 1, 7, 8, 9, whole.size() - 4, whole.size() - 1};
  for (size_t length = 100; length < whole.size(); length += whole.size() / 40)
    lengths.push_back(length);
  for (const size_t length : lengths) {
    CAPTURE(length, whole.size());
    const std::string path = folder.write("cut", whole.substr(0, length));
    CHECK_THROWS_AS(load_checkpoint(path), std::runtime_error);
    CHECK_THROWS_WITH(load_checkpoint(path), ContainsSubstring(path));
  }
}

TEST_CASE("checkpoint: a header damaged anywhere never does worse than an error", "[apps]") {
  const TemporaryFolder folder;
  save_checkpoint(folder.file("m"), tiny_checkpoint());
  const std::string whole = folder.read("m");
  for (size_t at = 0; at < 2500 && at < whole.size(); at += 13) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x15);
    const std::string path = folder.write("damaged", damaged);
    CAPTURE(at);
    try {
      load_checkpoint(path);  // a changed letter of a word in the vocabulary cannot be seen
    } catch (const std::runtime_error& error) {
      CHECK_THAT(error.what(), ContainsSubstring("damaged"));
    }
  }
}

// Damages the file so many times; gives the number of models that could be loaded all the same.
int loaded_of(const std::string& whole, int times, Rng rng) {
  const TemporaryFolder folder;
  allocator::reset_peak();
  const int64_t most = allocator::peak() + 20 * static_cast<int64_t>(whole.size());
  int loaded = 0;
  for (int i = 0; i < times; ++i) {
    CAPTURE(i);
    const std::string damaged = mutated(whole, rng);
    if (damaged == whole) continue;
    const std::string path = folder.write("damaged", damaged);
    try {
      load_checkpoint(path);
      ++loaded;
    } catch (const std::runtime_error& error) {
      CHECK_THAT(error.what(), ContainsSubstring(path));
    }
  }
  CHECK(allocator::peak() <= most);
  return loaded;
}

TEST_CASE("checkpoint: damaged files load or are refused by name, within memory", "[apps]") {
  const TemporaryFolder folder;
  for (const char* type : {"rnn", "transformer"}) {
    save_checkpoint(folder.file("m"), tiny_checkpoint(settings_of({{"type", type},
                                                                   {"enc-depth", "1"},
                                                                   {"dec-depth", "1"},
                                                                   {"transformer-heads", "2"},
                                                                   {"transformer-dim-ffn", "8"}})));
    std::string whole = folder.read("m");
    CHECK(loaded_of(whole, 1000, {.seed = 1}) < 10);
    replace(whole, "gloss.crc32c", "their.crc32c");  // nothing is checked any more
    CHECK(loaded_of(whole, 5000, {.seed = 2}) > 500);
  }
}

TEST_CASE("checkpoint: a file that is not there is named", "[apps]") {
  CHECK_THROWS_WITH(load_checkpoint("no such model"), ContainsSubstring("no such model"));
}

TEST_CASE("checkpoint: a tensor missing, added or of another shape is named", "[apps]") {
  CHECK(complaint([](SafeTensors& file) {
          file.tensors[0].first = "renamed";
        }).starts_with("load: 'm' has no tensor '"));
  CHECK_THAT(complaint([](SafeTensors& file) {
               file.tensors.emplace_back("extra", Tensor::zeros(Shape{1}));
             }),
             ContainsSubstring("tensors, the model expects"));
  std::string name;
  const std::string shape = complaint([&](SafeTensors& file) {
    name = file.tensors[0].first;
    file.tensors[0].second = Tensor::zeros(Shape{3, 1});
  });
  CHECK_THAT(shape, ContainsSubstring("load: 'm' has " + name + " [3, 1], the model expects ["));
}

TEST_CASE("checkpoint: other programs' and other versions' files are told apart", "[apps]") {
  CHECK(complaint([](SafeTensors& file) { file.metadata.clear(); }) ==
        "load: 'm' is not a model of this program: it has no 'format'");
  CHECK(complaint([](SafeTensors& file) {
          metadata_of(file, "format") = "gloss 999";
        }).starts_with("load: 'm' has format 'gloss 999', this program reads 'gloss "));
  for (const char* key : {"settings", "source_vocabulary", "target_vocabulary", "history"})
    CHECK(complaint([&](SafeTensors& file) {
            std::erase_if(file.metadata, [&](const auto& entry) { return entry.first == key; });
          }) == std::string("load: 'm' is not a model of this program: it has no '") + key + "'");
}

TEST_CASE("checkpoint: impossible settings are named", "[apps]") {
  const auto with = [](const std::string& from, const std::string& to) {
    return complaint([&](SafeTensors& file) { replace(metadata_of(file, "settings"), from, to); });
  };
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{{R"("dim-rnn":"8")", R"("dim-rnn":"-8")"},
                                                        {R"("dim-rnn":"8")", R"("dim-rnn":"7")"},
                                                        {R"("dim-emb":"8")", R"("dim-emb":"many")"},
                                                        {R"("cell":"gru")", R"("cell":"abacus")"},
                                                        {R"("dim-emb":)", R"("dim-nothing":)"}}) {
    CAPTURE(to);
    CHECK_THAT(with(from, to), ContainsSubstring("load: 'm' holds impossible settings: "));
  }
  // Settings of a network that would not fit into memory.
  for (const std::string name : {R"("dim-rnn":")", R"("dim-emb":")"})
    CHECK_THAT(with(name + "8", name + "65536"),
               ContainsSubstring("load: 'm' is damaged: its settings ask for more than the "));
  // Settings of another network: the weights no longer fit.
  CHECK_THAT(with(R"("dim-rnn":"8")", R"("dim-rnn":"16")"), ContainsSubstring("the model expects"));
}

TEST_CASE("checkpoint: damaged metadata is named with the file", "[apps]") {
  for (const char* key : {"settings", "history"})
    for (const char* damage : {"{", "7", "[1", R"({"cell":3})"}) {
      CAPTURE(key, damage);
      CHECK_THAT(complaint([&](SafeTensors& file) { metadata_of(file, key) = damage; }),
                 ContainsSubstring("'m'"));
    }
  CHECK_THAT(
      complaint([](SafeTensors& file) { metadata_of(file, "source_vocabulary") = "a\na\n"; }),
      ContainsSubstring("'m'"));
}

TEST_CASE("checkpoint: saving over a model replaces it whole", "[apps]") {
  const TemporaryFolder folder;
  const std::string path = folder.write("m", "something else");
  save_checkpoint(path, tiny_checkpoint());
  CHECK_NOTHROW(load_checkpoint(path));
  CHECK_THROWS_WITH(save_checkpoint(folder.file("none/m"), tiny_checkpoint()),
                    ContainsSubstring(folder.file("none/m")));
}

TEST_CASE("checkpoint: a shortlist that does not fit the vocabularies is an error", "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  const int64_t source = checkpoint.source.vocabulary().size();
  const int64_t target = checkpoint.target.vocabulary().size();
  const auto complaint_of = [](const Shape& shape, real id) {
    return complaint([&](SafeTensors& file) {
      file.tensors.emplace_back("shortlist", Tensor::full(shape, id));
    });
  };
  CHECK(complaint_of({source, 2}, static_cast<real>(target - 1)) == "no complaint");
  for (const auto& [shape, id] : {std::pair{Shape{source, 2}, static_cast<real>(target)},
                                  {Shape{source, 2}, real(-1)},
                                  {Shape{source, 2}, real(0.5)},
                                  {Shape{source - 1, 2}, real(1)},
                                  {Shape{source}, real(1)}})
    CHECK(complaint_of(shape, id) ==
          "load: 'm' is damaged: its shortlist does not fit the vocabularies");
}

}  // namespace
}  // namespace gloss::translate
