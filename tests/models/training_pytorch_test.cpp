// Ten updates of each translator agree with PyTorch's. The losses below were printed by
//
//   class Rnn(nn.Module):
//       def __init__(self):
//           super().__init__()
//           self.source, self.target = nn.Embedding(12, 6), nn.Embedding(12, 6)
//           self.encoder = nn.GRU(6, 4, bidirectional=True, batch_first=True)
//           self.bridge = nn.Linear(8, 8)
//           self.W, self.U, self.v = nn.Linear(8, 8, False), nn.Linear(8, 8), nn.Linear(8, 1,
//           False) self.cell, self.context = nn.GRUCell(6, 8), nn.Linear(8, 24, False)
//           self.readout, self.output = nn.Linear(22, 6), nn.Linear(6, 12)
//           self.output.weight = self.target.weight
//       def forward(self, x, y):
//           packed = nn.utils.rnn.pack_padded_sequence(
//               self.source(x), (x != 0).sum(1), batch_first=True, enforce_sorted=False)
//           memory, h = self.encoder(packed)
//           memory, _ = nn.utils.rnn.pad_packed_sequence(memory, batch_first=True)
//           h = torch.tanh(self.bridge(torch.cat((h[0], h[1]), -1)))
//           logits = []
//           for e in self.target(y).unbind(1):
//               score = self.v(torch.tanh(self.W(h)[:, None] + self.U(memory)))[..., 0]
//               a = torch.softmax(score.masked_fill(x == 0, -math.inf), -1)
//               c = (a[:, None] @ memory)[:, 0]
//               cell = self.cell
//               h = torch._VF.gru_cell(torch.cat((e, c), -1), h,
//                                      torch.cat((cell.weight_ih, self.context.weight), 1),
//                                      cell.weight_hh, cell.bias_ih, cell.bias_hh)
//               logits.append(self.output(torch.tanh(self.readout(torch.cat((h, c, e), -1)))))
//           return torch.stack(logits, 1)
//
//   class Transformer(nn.Module):
//       def __init__(self):
//           super().__init__()
//           self.source, self.target = nn.Embedding(12, 8), nn.Embedding(12, 8)
//           self.core = nn.Transformer(8, 2, 2, 2, 12, 0, batch_first=True, norm_first=True)
//           self.output = nn.Linear(8, 12)
//           self.output.weight = self.target.weight
//       def embed(self, table, x):
//           p = torch.arange(x.size(1))[:, None] / 10000 ** (torch.arange(0, 8, 2).double() / 8)
//           return table(x) * math.sqrt(8) + torch.stack((p.sin(), p.cos()), -1).flatten(1)
//       def forward(self, x, y):
//           causal = torch.triu(torch.full((y.size(1), y.size(1)), -math.inf), 1).double()
//           return self.output(self.core(self.embed(self.source, x), self.embed(self.target, y),
//                                        tgt_mask=causal, src_key_padding_mask=x == 0,
//                                        memory_key_padding_mask=x == 0))
//
//   def train(model):
//       batches = [([[4, 5, 6, 2], [7, 8, 2, 0], [9, 2, 0, 0]],
//                   [[6, 5, 4, 9, 2], [8, 2, 0, 0, 0], [10, 11, 2, 0, 0]]),
//                  ([[10, 2, 0, 0, 0], [11, 9, 7, 5, 2]], [[4, 10, 2], [5, 7, 2]])]
//       adam = torch.optim.Adam(model.parameters(), 0.01, (0.9, 0.98), 1e-9)
//       for step in range(10):
//           x, y = map(torch.tensor, batches[step % 2])
//           y_in = torch.cat((torch.full((len(y), 1), 1), y[:, :-1]), 1)
//           loss = F.cross_entropy(model(x, y_in).flatten(0, 1), y.flatten(), ignore_index=0,
//                                  label_smoothing=0.1)
//           adam.zero_grad()
//           loss.backward()
//           nn.utils.clip_grad_norm_(model.parameters(), 1)
//           adam.step()
//           print("%.9f" % loss.item())
//
// and train(Rnn().double()), train(Transformer().double()), filled as by fill_with_chirps before.

#include <vector>

#include "core/ops.h"
#include "models//rnn_translator.h"
#include "models/transformer_translator.h"
#include "optim/adam.h"
#include "optim/clip.h"
#include "tests/support/catch.h"
#include "tests/support/chirp.h"

using namespace gloss;
using namespace gloss::models;

namespace {

void check_ten_updates(Translator& model, const std::vector<double>& losses) {
  fill_with_chirps(model);
  const Batch batches[] = {{pad({{4, 5, 6}, {7, 8}, {9}}), pad({{6, 5, 4, 9}, {8}, {10, 11}})},
                           {pad({{10}, {11, 9, 7, 5}}), pad({{4, 10}, {5, 7}})}};
  const std::vector<Tensor> parameters = model.parameters();
  optim::Adam adam(parameters, {.lr = 0.01, .beta1 = 0.9, .beta2 = 0.98, .eps = 1e-9});
  for (size_t i = 0; i < 10; ++i) {
    CAPTURE(i);
    const Loss loss = model.loss(batches[i % 2], real(0.1));
    const Tensor mean = loss.sum / static_cast<real>(loss.tokens);
    CHECK(static_cast<double>(mean.item()) == Approx(losses[i]).epsilon(1e-6));
    adam.zero_grad();
    mean.backward();
    optim::clip_grad_norm(parameters, 1);
    adam.step();
  }
}

}  // namespace

TEST_CASE("rnn_translator: ten updates have the losses that they have in PyTorch", "[models]") {
  Rng rng;
  RnnTranslator model({.source_vocabulary = 12,
                       .target_vocabulary = 12,
                       .embedding_dim = 6,
                       .hidden_size = 8,
                       .cell = nn::make_cell<nn::GruCell>,
                       .attention = nn::Score::kAdditive,
                       .tied = TiedEmbeddings::kTarget,
                       .dropout = 0},
                      rng);
  check_ten_updates(model, {2.476109607, 2.356705981, 2.330007747, 2.214867804, 2.245584239,
                            2.096049595, 2.195805167, 2.002412094, 2.165682421, 1.927085846});
}

TEST_CASE("transformer_translator: ten updates have the losses that they have in PyTorch",
          "[models]") {
  Rng rng;
  TransformerTranslator model({.source_vocabulary = 12,
                               .target_vocabulary = 12,
                               .embedding_dim = 8,
                               .heads = 2,
                               .ffn_dim = 12,
                               .encoder_layers = 2,
                               .decoder_layers = 2,
                               .pre_norm = true,
                               .tied = TiedEmbeddings::kTarget,
                               .dropout = 0},
                              rng);
  check_ten_updates(model, {3.094508676, 2.609125072, 2.398258883, 2.307216191, 2.310972219,
                            2.151456342, 2.287692273, 2.049033919, 2.256732487, 1.962351030});
}
