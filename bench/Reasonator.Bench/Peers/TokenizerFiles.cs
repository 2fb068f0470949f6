using System.Text.Json;
using System.Text.Json.Nodes;

namespace Reasonator.Bench.Peers;

/// <summary>Writes a vocabulary as Hugging Face's libraries read it: bert-base-uncased's tokenizer.</summary>
internal static class TokenizerFiles
{
    private static readonly string[] Special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    public static void Write(string vocabulary, string folder)
    {
        string[] words = File.ReadAllLines(vocabulary);
        var ids = words.Index().ToDictionary(w => w.Item, w => w.Index, StringComparer.Ordinal);
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), JsonSerializer.Serialize(new
        {
            version = "1.0",
            truncation = (object?)null,
            padding = (object?)null,
            added_tokens = Special.Select(token => new { id = ids[token], content = token, single_word = false, lstrip = false, rstrip = false, normalized = false, special = true }),
            normalizer = new { type = "BertNormalizer", clean_text = true, handle_chinese_chars = true, strip_accents = (bool?)null, lowercase = true },
            pre_tokenizer = new { type = "BertPreTokenizer" },
            post_processor = PostProcessor(ids["[CLS]"], ids["[SEP]"]),
            decoder = new { type = "WordPiece", prefix = "##", cleanup = true },
            model = new { type = "WordPiece", unk_token = "[UNK]", continuing_subword_prefix = "##", max_input_chars_per_word = 100, vocab = ids },
        }));
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """
            {"tokenizer_class":"BertTokenizer","do_lower_case":true,"model_max_length":512,
             "pad_token":"[PAD]","unk_token":"[UNK]","cls_token":"[CLS]","sep_token":"[SEP]","mask_token":"[MASK]"}
            """);
    }

    private static JsonObject PostProcessor(int cls, int sep)
    {
        static JsonObject Token(string id) => new() { ["SpecialToken"] = new JsonObject { ["id"] = id, ["type_id"] = 0 } };
        static JsonObject Text(string id, int type) => new() { ["Sequence"] = new JsonObject { ["id"] = id, ["type_id"] = type } };
        static JsonObject Known(string token, int id) => new() { ["id"] = token, ["ids"] = new JsonArray(id), ["tokens"] = new JsonArray(token) };
        return new JsonObject
        {
            ["type"] = "TemplateProcessing",
            ["single"] = new JsonArray(Token("[CLS]"), Text("A", 0), Token("[SEP]")),
            ["pair"] = new JsonArray(Token("[CLS]"), Text("A", 0), Token("[SEP]"), Text("B", 1), Token("[SEP]")),
            ["special_tokens"] = new JsonObject { ["[CLS]"] = Known("[CLS]", cls), ["[SEP]"] = Known("[SEP]", sep) },
        };
    }
}
