using System.Text.Json.Nodes;
using Reasonator.Modeling;
using Reasonator.Models;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Modeling;

/// <summary>What a checkpoint says of its meaning is honoured or refused, and never passed over.</summary>
public sealed class CheckpointSettingTests : IDisposable
{
    /// <summary>As transformers write it beside bert-base-uncased.</summary>
    private const string Tokenizer = """
        {"version":"1.0","truncation":null,"padding":null,
         "added_tokens":[{"id":0,"content":"[PAD]","special":true},{"id":103,"content":"[MASK]","special":true}],
         "normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true},
         "pre_tokenizer":{"type":"BertPreTokenizer"},"post_processor":{"type":"TemplateProcessing"},
         "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100}}
        """;

    private readonly SmallCheckpoint _checkpoint = new();

    public void Dispose() => _checkpoint.Dispose();

    [Theory]
    [InlineData("problem_type", "\"multi_label_classification\"")]
    [InlineData("problem_type", "\"regression\"")]
    [InlineData("problem_type", "17")]
    [InlineData("function_to_apply", "\"sigmoid\"")]
    [InlineData("function_to_apply", "\"none\"")]
    [InlineData("architectures", "[\"BertForMaskedLM\"]")]
    [InlineData("architectures", "\"BertForSequenceClassification\"")]
    [InlineData("is_decoder", "true")]
    [InlineData("add_cross_attention", "true")]
    [InlineData("pruned_heads", "{\"0\":[1]}")]
    [InlineData("do_lower_case", "false")]
    public void A_setting_of_config_json_that_cannot_be_built(string setting, string value)
    {
        _checkpoint.EditConfig(config => config[setting] = JsonNode.Parse(value));

        Refused("config.json", setting);
    }

    [Theory]
    [InlineData("do_lower_case", "false")]
    [InlineData("do_lower_case", "\"true\"")]
    [InlineData("strip_accents", "false")]
    [InlineData("tokenize_chinese_chars", "false")]
    [InlineData("do_basic_tokenize", "false")]
    [InlineData("never_split", "[\"AT&T\"]")]
    [InlineData("tokenizer_class", "\"RobertaTokenizer\"")]
    [InlineData("truncation_side", "\"left\"")]
    [InlineData("unk_token", "\"<unk>\"")]
    [InlineData("cls_token", "{\"content\":\"<s>\"}")]
    [InlineData("additional_special_tokens", "[\"[TICKER]\"]")]
    [InlineData("added_tokens_decoder", "{\"30522\":{\"content\":\"$AAPL\"}}")]
    [InlineData("model_max_length", "1")]
    [InlineData("model_max_length", "\"512\"")]
    public void A_setting_of_the_tokenizer_that_cannot_be_honoured(string setting, string value)
    {
        Write("tokenizer_config.json", new JsonObject { [setting] = JsonNode.Parse(value) });

        Refused("tokenizer_config.json", setting);
    }

    [Theory]
    [InlineData("normalizer", "lowercase", "false")]
    [InlineData("normalizer", "strip_accents", "false")]
    [InlineData("normalizer", "clean_text", "false")]
    [InlineData("normalizer", "handle_chinese_chars", "false")]
    [InlineData("normalizer", "type", "\"NFC\"")]
    [InlineData("pre_tokenizer", "type", "\"Whitespace\"")]
    [InlineData("post_processor", "type", "\"RobertaProcessing\"")]
    [InlineData("model", "type", "\"BPE\"")]
    [InlineData("model", "unk_token", "\"<unk>\"")]
    [InlineData("model", "continuing_subword_prefix", "\"@@\"")]
    [InlineData("model", "max_input_chars_per_word", "50")]
    [InlineData("model", "vocab", "{\"[PAD]\":1}")]
    public void A_part_of_tokenizer_json_that_is_another(string part, string setting, string value)
    {
        var tokenizer = JsonNode.Parse(Tokenizer)!.AsObject();
        tokenizer[part]![setting] = JsonNode.Parse(value);
        Write("tokenizer.json", tokenizer);

        Refused("tokenizer.json", $"{part}.{setting}");
    }

    [Theory]
    [InlineData("normalizer", "null")]
    [InlineData("pre_tokenizer", "null")]
    [InlineData("post_processor", "null")]
    [InlineData("added_tokens", "[{\"content\":\"$AAPL\"}]")]
    public void A_part_of_tokenizer_json_that_is_missing_or_new(string part, string value)
    {
        var tokenizer = JsonNode.Parse(Tokenizer)!.AsObject();
        tokenizer[part] = JsonNode.Parse(value);
        Write("tokenizer.json", tokenizer);

        Refused("tokenizer.json", part);
    }

    [Theory]
    [InlineData("tokenizer_config.json", "null")]
    [InlineData("tokenizer_config.json", "[]")]
    [InlineData("tokenizer_config.json", "{")]
    [InlineData("tokenizer_config.json", "{\"tokenizer_class\":\"\\ud800\"}")]
    [InlineData("tokenizer.json", "17")]
    [InlineData("special_tokens_map.json", "{\"pad_token\":7}")]
    public void A_file_that_says_nothing_of_the_kind(string file, string json)
    {
        File.WriteAllText(_checkpoint.PathOf(file), json);

        Refused(file);
    }

    [Fact]
    public void What_transformers_write_beside_an_uncased_classifier_is_built_and_its_limit_kept()
    {
        _checkpoint.EditConfig(config =>
        {
            config["architectures"] = new JsonArray("BertForSequenceClassification");
            config["problem_type"] = "single_label_classification";
            config["is_decoder"] = false;
            config["pruned_heads"] = new JsonObject();
        });
        Write("tokenizer_config.json", JsonNode.Parse("""
            {"do_lower_case":true,"strip_accents":null,"tokenize_chinese_chars":true,"do_basic_tokenize":true,"never_split":null,
             "tokenizer_class":"BertTokenizer","unk_token":"[UNK]","cls_token":{"content":"[CLS]"},"model_max_length":100,
             "additional_special_tokens":[],"added_tokens_decoder":{"0":{"content":"[PAD]"},"103":{"content":"[MASK]"}}}
            """)!.AsObject());
        var tokenizer = JsonNode.Parse(Tokenizer)!.AsObject();
        var words = File.ReadAllLines(Path.Combine(Repository.Model, "vocab.txt"));
        tokenizer["model"]!["vocab"] = new JsonObject(words.Select((word, id) => KeyValuePair.Create(word, (JsonNode?)id)));
        Write("tokenizer.json", tokenizer);
        Write("special_tokens_map.json", new JsonObject { ["unk_token"] = "[UNK]" });

        var built = _checkpoint.Build();

        Assert.Equal(100, ModelManifest.Read(built.Folder).MaxTokens);
    }

    [Fact]
    public void A_tokenizer_without_a_limit_leaves_the_models_own()
    {
        Write("tokenizer_config.json", JsonNode.Parse("""{"model_max_length":1000000000000000019884624838656}""")!.AsObject());

        Assert.Equal(512, ModelManifest.Read(_checkpoint.Build().Folder).MaxTokens);
    }

    private void Write(string file, JsonObject json) => File.WriteAllText(_checkpoint.PathOf(file), json.ToJsonString());

    private void Refused(params string[] says)
    {
        var fault = Assert.Throws<ModelException>(() => ModelBuild.Run(_checkpoint.Options(), _ => { }));
        Assert.All(says, part => Assert.Contains(part, fault.Message));
        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(_checkpoint.Out)!));
    }
}
