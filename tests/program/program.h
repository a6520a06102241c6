#pragma once

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <vector>

#include "apps/translate/text/corpus.h"
#include "tests/apps/translate/tiny_translator.h"
#include "tests/support/paths.h"
#include "tests/support/temporary_folder.h"

namespace gloss {

struct Outcome {
  int status = -1;
  std::string out, err;
};

// The built program, run in a folder of its own that holds a small corpus: "en" and "fr", and both
// in "tsv".
class Program {
 public:
  Program() {
    std::string en, fr, tsv;
    for (const auto& pair : translate::tiny_corpus()) {
      en += pair.source + '\n';
      fr += pair.target + '\n';
      tsv += pair.source + '\t' + pair.target + '\n';
    }
    folder.write("en", en);
    folder.write("fr", fr);
    folder.write("tsv", tsv);
  }

  // `arguments` as a shell reads them; they may send the output elsewhere. `before`: what stands
  // before them in the shell's command.
  Outcome run(const std::string& arguments, const std::string& input = "",
              const std::string& before = "") const {
    folder.write("stdin", input);
    const std::string command = "cd '" + folder.file("") + "' && exec <stdin >stdout 2>stderr; " +
                                before + " '" + binary_dir() + "/gloss' " + arguments;
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, folder.read("stdout"),
            folder.read("stderr")};
  }

  // A training of three updates with a network as small as it gets, too small for two threads.
  Outcome train(const std::string& arguments, const std::string& input = "") const {
    return run(
        "train --subwords 0 --dim-emb 8 --dim-rnn 8 --vocab-min-freq 1 --after-batches 3 --threads "
        "1 " +
            arguments,
        input);
  }

  // A training that gets the signals, in this order, once its log shows updates. A shell would
  // start a training in the background with SIGINT ignored, so the sender is there.
  Outcome train_until(const std::vector<std::string>& signals, const std::string& arguments,
                      const std::string& before = "") const {
    std::string send;
    for (const std::string& signal : signals)
      send += "; kill -" + signal + " $$; sleep 0.05";
    return run(
        "train -t en fr --dim-emb 8 --dim-rnn 8 --threads 1 --early-stopping 0 --disp-freq 1 "
        "--log log " +
            arguments,
        "",
        before + " (until grep -qs progress log || ! kill -0 $$; do sleep 0.05; done" + send +
            ") & exec");
  }

  const TemporaryFolder folder;
};

inline int64_t lines_in(const std::string& text) {
  return std::count(text.begin(), text.end(), '\n');
}

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}

}  // namespace gloss
