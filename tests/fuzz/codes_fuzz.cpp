#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "apps/translate/text/bpe_codes.h"
#include "tests/support/temporary_folder.h"

using namespace gloss::translate;

// Merges that read_codes() accepts are the same after they are written and read again, and they
// encode a text into parts that join to the text.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const gloss::TemporaryFolder folder;
  std::vector<Merge> merges;
  try {
    merges = read_codes(folder.write("x", {reinterpret_cast<const char*>(data), size}));
  } catch (const std::runtime_error&) {
    return 0;
  }
  std::ostringstream written;
  write_codes(written, merges);
  if (read_codes(folder.write("y", written.str())) != merges) std::abort();

  const std::string text = "the lowest newest widest d\xC3\xA9j\xC3\xA0 vu";
  std::string joined = CodesEncoder(merges).encode(text);
  for (size_t at; (at = joined.find("@@ ")) != std::string::npos;)
    joined.erase(at, 3);
  if (joined != text) std::abort();
  return 0;
}
