#pragma once

#include "apps/translate/explain/pass.h"
#include "tests/apps/translate/tiny_translator.h"

namespace gloss::translate {

// A pass over the first pair of the tiny corpus.
inline Pass tiny_pass(const Checkpoint& checkpoint, bool learns) {
  const SentencePair pair = tiny_corpus()[0];
  return run_pass(checkpoint, checkpoint.source.encode(pair.source),
                  checkpoint.target.encode(pair.target), learns);
}

}  // namespace gloss::translate
