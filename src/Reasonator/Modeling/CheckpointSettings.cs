using System.Text;
using System.Text.Json;
using Reasonator.Models;

namespace Reasonator.Modeling;

/// <summary>
/// What the files of a checkpoint say of its meaning beyond its sizes. The tokenizer is that of bert-base-uncased and the graph
/// that of a classifier with one label a text: a setting that says otherwise is refused, since the model would be another one.
/// </summary>
internal static class CheckpointSettings
{
    private const string Classifier = "BertForSequenceClassification";

    private static readonly string[] SpecialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    // Names and defaults are those of transformers 4 (configuration_bert.py, tokenization_bert.py) and tokenizers (normalizers, models).
    private static readonly Dictionary<string, Setting[]> Known = new()
    {
        [BertConfig.FileName] =
        [
            new("problem_type", "single_label_classification", value => IsText(value, "single_label_classification")),
            new("function_to_apply", "softmax", value => IsText(value, "softmax")),
            new(
                "architectures", Classifier, value => Items(value) is { } items && items.Any(item => IsText(item, Classifier))),
            new("is_decoder", "false", IsFalse),
            new("is_encoder_decoder", "false", IsFalse),
            new("add_cross_attention", "false", IsFalse),
            new("pruned_heads", "{}", value => value.ValueKind == JsonValueKind.Object && !value.EnumerateObject().Any()),
            new("do_lower_case", "true", IsTrue),
            new("strip_accents", "true or null", IsTrue),
        ],
        ["tokenizer_config.json"] =
        [
            new("tokenizer_class", "a BertTokenizer", value => IsText(value, "BertTokenizer", "BertTokenizerFast", "PreTrainedTokenizerFast")),
            new("do_lower_case", "true", IsTrue),
            new("do_basic_tokenize", "true", IsTrue),
            new("strip_accents", "true or null", IsTrue),
            new("tokenize_chinese_chars", "true", IsTrue),
            new("never_split", "[]", value => Items(value) is []),
            new("truncation_side", "right", value => IsText(value, "right")),
            new("additional_special_tokens", "[]", value => Items(value) is { } items && items.All(IsSpecial)),
            new(
                "added_tokens_decoder", "no token beyond the special ones",
                value => value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(token => IsSpecial(token.Value))),
            .. Special(),
        ],
        ["special_tokens_map.json"] = [.. Special()],
        ["tokenizer.json"] =
        [
            new("normalizer.type", "BertNormalizer", value => IsText(value, "BertNormalizer"), Required: true),
            new("normalizer.lowercase", "true", IsTrue),
            new("normalizer.strip_accents", "true or null", IsTrue),
            new("normalizer.clean_text", "true", IsTrue),
            new("normalizer.handle_chinese_chars", "true", IsTrue),
            new("pre_tokenizer.type", "BertPreTokenizer", value => IsText(value, "BertPreTokenizer"), Required: true),
            new(
                "post_processor.type", "TemplateProcessing or BertProcessing",
                value => IsText(value, "TemplateProcessing", "BertProcessing"), Required: true),
            new("model.type", "WordPiece", value => IsText(value, "WordPiece")),
            new("model.unk_token", "[UNK]", value => IsText(value, "[UNK]")),
            new("model.continuing_subword_prefix", "##", value => IsText(value, "##")),
            new("model.max_input_chars_per_word", "100", value => value.ValueKind == JsonValueKind.Number && value.GetRawText() == "100"),
            new("added_tokens", "no token beyond the special ones", value => Items(value) is { } items && items.All(IsSpecial)),
        ],
    };

    /// <summary>Reads the files that are there.</summary>
    /// <param name="folder">The checkpoint.</param>
    /// <param name="vocabulary">Its vocab.txt, whose tokens tokenizer.json must have too.</param>
    /// <returns>The longest sequence that the tokenizer's own limit allows, from 2; null where it has none.</returns>
    /// <exception cref="ModelException">A file is not JSON, or asks for what cannot be built; the message names the setting.</exception>
    public static int? Read(string folder, byte[] vocabulary)
    {
        int? limit = null;
        foreach (var (file, settings) in Known)
        {
            var path = Path.Combine(folder, file);
            if (File.Exists(path))
            {
                limit = Read(path, settings, vocabulary) ?? limit;
            }
        }

        return limit;
    }

    private static int? Read(string path, Setting[] settings, byte[] vocabulary)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var file = document.RootElement;
            var fault = file.ValueKind != JsonValueKind.Object ? "holds no JSON object"
                : settings.Select(setting => setting.FaultOf(file)).FirstOrDefault(fault => fault is not null)
                ?? (Setting.Find(file, "model.vocab") is { } tokens && !IsVocabulary(tokens, vocabulary) ? "has a model.vocab that is not the one of vocab.txt" : null);
            return fault is null ? Limit(path, file) : throw new ModelException($"{path} {fault}: the model would be another one than the checkpoint.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Half a surrogate pair passes the parser and fails where it is read.
            throw new ModelException($"{path} is not JSON: take it from the checkpoint again.", e);
        }
    }

    private static IEnumerable<Setting> Special() => new[] { ("unk_token", "[UNK]"), ("cls_token", "[CLS]"), ("sep_token", "[SEP]"), ("pad_token", "[PAD]") }
        .Select(token => new Setting(token.Item1, token.Item2, value => Content(value) == token.Item2));

    /// <summary>Compares tokens by their ids with the lines of a vocab.txt.</summary>
    private static bool IsVocabulary(JsonElement tokens, byte[] vocabulary)
    {
        string[] lines = [.. Encoding.UTF8.GetString(vocabulary).TrimEnd('\n').Split('\n').Select(line => line.TrimEnd('\r'))];
        return tokens.ValueKind == JsonValueKind.Object
            && tokens.EnumerateObject().Count() == lines.Length
            && tokens.EnumerateObject().All(token => token.Value.ValueKind == JsonValueKind.Number
                && token.Value.TryGetInt32(out var id) && id >= 0 && id < lines.Length && lines[id] == token.Name);
    }

    // Where there is no limit, transformers write a number of 31 digits.
    private static int? Limit(string path, JsonElement file) => Setting.Find(file, "model_max_length") switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } limit when limit.TryGetDouble(out var tokens) && tokens >= 2 => (int)Math.Min(tokens, int.MaxValue),
        { } other => throw new ModelException($"{path} has the model_max_length {Setting.Shown(other)}; it must be a number from 2."),
    };

    private static bool IsTrue(JsonElement value) => value.ValueKind == JsonValueKind.True;

    private static bool IsFalse(JsonElement value) => value.ValueKind == JsonValueKind.False;

    private static bool IsText(JsonElement value, params ReadOnlySpan<string> wanted)
    {
        foreach (var text in wanted)
        {
            if (value.ValueKind == JsonValueKind.String && value.ValueEquals(text))
            {
                return true;
            }
        }

        return false;
    }

    private static List<JsonElement>? Items(JsonElement value) => value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : null;

    private static bool IsSpecial(JsonElement token) => SpecialTokens.Contains(Content(token));

    /// <summary>A token is written as a string, or as an object that holds it.</summary>
    private static string? Content(JsonElement token) => Array.Find(SpecialTokens, special =>
        IsText(token, special) || (Setting.Find(token, "content") is { } content && IsText(content, special)));
}
