#include "models/rnn_translator.h"

#include "tests/models/small_translator.h"
#include "tests/support/catch.h"

using namespace gloss;
using namespace gloss::models;

TEST_CASE("rnn_translator: an error names the size that does not fit", "[models]") {
  RnnTranslatorOptions o = small_options();
  o.hidden_size = 7;
  CHECK_THROWS_WITH(make(o),
                    "rnn_translator: dim-rnn must be even, half for each direction of the encoder: "
                    "dim-rnn is 7");
  o = small_options();
  o.decoder_layers = 0;
  CHECK_THROWS_WITH(make(o), "rnn_translator: at least one decoder layer is needed, not 0");
}
