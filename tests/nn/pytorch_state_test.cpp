#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/io/safetensors.h"
#include "core/ops.h"
#include "nn/rnn.h"
#include "tests/core/compare.h"
#include "tests/nn/small_layers.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"
#include "tests/support/temporary_folder.h"

// pytorch.safetensors was written by:
//
// def transformer(norm_first):
//     return nn.Transformer(8, 2, 2, 2, 16, 0, batch_first=True, norm_first=norm_first)
// torch.manual_seed(1)
// gru = nn.GRU(3, 2, 2, bidirectional=True)
// layers = nn.ModuleDict({"transformer": transformer(False), "gru": gru})
// with torch.no_grad():
//     for p in layers.parameters(): p.uniform_(-0.5, 0.5)
// pre = transformer(True)
// pre.load_state_dict(layers["transformer"].state_dict())
// source, target, sequence = torch.randn(2, 5, 8), torch.randn(2, 3, 8), torch.randn(7, 2, 3)
// past = torch.arange(5) >= torch.tensor([[5], [3]])
// masks = {"tgt_mask": torch.triu(torch.full((3, 3), -torch.inf), 1),
//          "src_key_padding_mask": past, "memory_key_padding_mask": past}
// file = {**layers.state_dict(), "/source": source, "/target": target, "/sequence": sequence}
// def run(name, layer, y, weights):
//     y.tanh().sum().backward()
//     file["/" + name] = y
//     file.update({"/" + name + "/" + w: layer.get_parameter(w).grad for w in weights})
// weights = ["encoder.layers.0.self_attn.in_proj_weight", "encoder.layers.1.linear2.weight",
//            "encoder.norm.weight", "decoder.layers.0.multihead_attn.in_proj_weight",
//            "decoder.layers.1.linear1.bias"]
// post = layers["transformer"]
// run("post", post, post(source, target, **masks), weights)
// run("pre", pre, pre(source, target, **masks), weights)
// run("gru", gru, gru(sequence)[0],
//     ["weight_hh_l0", "bias_ih_l0_reverse", "weight_ih_l1_reverse"])
// header, data = {}, b""
// for name, x in file.items():
//     at, data = len(data), data + x.detach().numpy().tobytes()
//     header[name] = {"dtype": "F32", "shape": [*x.shape], "data_offsets": [at, len(data)]}
// header = json.dumps(header).encode()
// open("pytorch.safetensors", "wb").write(struct.pack("<Q", len(header)) + header + data)

using namespace gloss;

namespace {

using Named = std::vector<std::pair<std::string, Tensor>>;

// The ModuleDict above.
class Layers : public nn::Module {
 public:
  explicit Layers(bool pre_norm, Rng rng = {})
      : transformer(
            {.embedding_dim = 8, .heads = 2, .ffn_dim = 16, .layers = 2, .pre_norm = pre_norm},
            rng),
        gru({.input_size = 3, .hidden_size = 2, .layers = 2, .bidirectional = true}, rng) {}

  void visit(nn::Visitor& v) const override {
    v("transformer", transformer);
    v("gru", gru);
  }

  TransformerStack transformer;
  nn::Rnn gru;
};

SafeTensors pytorch_file() {
  return read_safetensors(source_dir() + "/tests/nn/pytorch.safetensors");
}

// PyTorch's state_dict().
Named state(const SafeTensors& file) {
  Named tensors = file.tensors;
  std::erase_if(tensors, [](const auto& tensor) { return tensor.first.starts_with('/'); });
  return tensors;
}

// What y and the gradients of the weights that the file holds differ in.
std::string mismatch(const SafeTensors& file, const std::string& name, nn::Module& module,
                     const Tensor& y) {
  sum(tanh(y)).backward();
  const auto compared = [&](const std::string& what, const Tensor& x) {
    const Tensor& expected = *file.find(what);
    return difference(x, expected.shape(), {expected.values().begin(), expected.values().end()},
                      1e-5);
  };
  std::string differences = compared("/" + name, y);
  int gradients = 0;
  for (const auto& [path, parameter] : module.named_parameters()) {
    const std::string gradient = "/" + name + "/" + path;
    if (!file.find(gradient)) continue;
    differences += compared(gradient, parameter.grad());
    ++gradients;
  }
  return gradients < 3 ? "gradients are missing" : differences;
}

}  // namespace

TEST_CASE("pytorch: a state loaded by name gives PyTorch's outputs and gradients", "[nn]") {
  const SafeTensors file = pytorch_file();
  for (const bool pre_norm : {false, true}) {
    Layers layers(pre_norm);
    layers.load(state(file), "the file");
    const std::vector<int32_t> lengths = {5, 3};
    const Tensor memory = layers.transformer.encoder(*file.find("/source"), lengths);
    const Tensor y = layers.transformer.decoder(*file.find("/target"), memory, lengths);
    CHECK(mismatch(file, pre_norm ? "pre" : "post", layers.transformer, y) == "");
    CHECK(mismatch(file, "gru", layers.gru, layers.gru(*file.find("/sequence")).outputs) == "");
  }
}

TEST_CASE("pytorch: a saved state has the names, shapes and numbers of PyTorch's file", "[nn]") {
  const Named expected = state(pytorch_file());
  Layers layers(false);
  layers.load(expected, "the file");
  const TemporaryFolder folder;
  write_safetensors(folder.file("x"), {{}, layers.named_parameters()});
  const Named written = read_safetensors(folder.file("x")).tensors;
  REQUIRE(written.size() == expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    CHECK(written[i].first == expected[i].first);
    CHECK(same_bits(written[i].second, expected[i].second));
  }
}
