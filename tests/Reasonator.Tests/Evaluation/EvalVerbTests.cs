using System.Text.Json;
using Reasonator.Tests.Process;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Evaluation;

/// <summary>The verb as it is typed, on sentences of our own.</summary>
public sealed class EvalVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reasonator-eval-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Out => Path.Combine(_folder, "out");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("set.csv", "id,text,label\n1,\"Profit rose, sharply\nagain\",positive\n2,Profit warning sends shares to 10-year low,Negative\n")]
    [InlineData("set.tsv", "label\ttext\npositive\tA \"record\" quarter: profit rose\nnegative\tProfit warning sends shares to 10-year low\n")]
    [InlineData("set.CSV", "sep=;\nLabel;Headline\npositive;Profit rose\nnegative;\"Profit warning sends shares to 10-year low\"\n")]
    [InlineData("set.ndjson", "{\"text\":\"Profit rose sharply\",\"label\":\"positive\"}\n\n{\"text\":\"Profit warning sends shares to 10-year low\",\"label\":\"negative\"}\n")]
    public async Task A_file_of_ones_own_is_evaluated_and_its_texts_stay_out_of_the_report(string name, string content)
    {
        var (code, output, errors) = await Run("eval", "--set", Write(name, content), "--out", Out);

        Assert.Equal((0, 1, 0), (code, output.Length, errors.Length));
        Assert.StartsWith("set: 2 texts, accuracy 1.0000 (1.0000 to 1.0000)", output[0]);
        Assert.Equal(["README.md", "confusion.svg", "metrics.json", "reliability.svg", "sentiments.svg"], Directory.GetFiles(Path.Combine(Out, "set")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("[set](set/README.md)", await File.ReadAllTextAsync(Path.Combine(Out, "README.md"), Stop));
        Assert.DoesNotContain(Directory.GetFiles(Out, "*", SearchOption.AllDirectories), file => File.ReadAllText(file).Contains("10-year low"));
        var metrics = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Out, "set", "metrics.json"), Stop)).RootElement;
        Assert.Equal("[[1,0,0],[0,1,0],[0,0,0]]", metrics.GetProperty("confusion").GetRawText().Replace("\n", "").Replace(" ", ""));
        Assert.Equal("87258bc5952eccba35f49876c5d2fafe9504588e49206f9340990a7c876bcfe6", metrics.GetProperty("model_sha").GetString());
        var confusion = await File.ReadAllTextAsync(Path.Combine(Out, "set", "confusion.svg"), Stop);
        Assert.Equal((2, 7), (Texts(confusion, "1"), Texts(confusion, "0")));
        Assert.Equal((2, 2, 2), (Texts(confusion, "positive"), Texts(confusion, "negative"), Texts(confusion, "neutral")));
    }

    [Fact]
    public async Task Two_runs_give_the_same_bytes()
    {
        var set = Write("set.csv", "text,label\nProfit rose,positive\nSales fell,negative\nThe board will meet,neutral\n");
        await Run("eval", "--set", set, "--out", Out);
        var first = Directory.GetFiles(Out, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllText);

        await Run("eval", "--set", set, "--out", Out);

        Assert.Equal(first, Directory.GetFiles(Out, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllText));
    }

    [Fact]
    public async Task Another_models_answers_are_compared_label_by_label()
    {
        var answers = Write("other.jsonl", """
            {"text":"Profit rose sharply","label":"positive"}
            {"text":"Profit warning sends shares to 10-year low","scores":{"positive":0.1,"negative":0.8,"neutral":0.1}}
            {"text":"The board will meet on Tuesday","positive":0.9,"negative":0.05,"neutral":0.05}
            """);

        var (code, output, _) = await Run("eval", "--compare", answers, "--out", Out);

        Assert.Equal(0, code);
        Assert.StartsWith("other.jsonl: 66.67", Assert.Single(output));
        var comparison = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Out, "compare", "other.json"), Stop)).RootElement;
        Assert.Equal("[[1,0,1],[0,1,0],[0,0,0]]", comparison.GetProperty("confusion").GetRawText().Replace("\n", "").Replace(" ", ""));
    }

    [Theory]
    [InlineData("set.csv", "title,label\na,positive\n", "has no column text")]
    [InlineData("set.csv", "text,label\na,good\n", "set.csv, line 2: an unknown label")]
    [InlineData("set.csv", "text,label\n\"a,positive\n", "line 2: a quotation mark is not closed")]
    [InlineData("set.tsv", "text\tlabel\na\n", "line 2: has 1 columns where the first line names 2")]
    [InlineData("set.jsonl", "{\"text\":\"a\"}\n", "line 1: has no label")]
    [InlineData("set.jsonl", "\n", "holds no text")]
    [InlineData("set.jsonl", "{\"text\":\" \",\"label\":\"neutral\"}", "line 1: the text is empty")]
    public async Task A_file_that_cannot_be_evaluated_is_told_with_its_line_and_leaves_nothing(string name, string content, string says)
    {
        var (code, output, errors) = await Run("eval", "--set", Write(name, content), "--out", Out);

        Assert.Equal((1, 0), (code, output.Length));
        Assert.Contains(says, string.Join('\n', errors));
        Assert.False(Directory.Exists(Path.Combine(Out, "set")));
    }

    [Theory]
    [InlineData("--set", "phrasebank", "--data")]
    [InlineData("--set", "nothing-like-it", "phrasebank, twitter, sentfin, fiqa, finentity, all, or a file")]
    [InlineData("--compare", "{nowhere}", "--compare")]
    public async Task What_is_not_there_is_told(string option, string value, string says)
    {
        var nowhere = Path.Combine(_folder, "none");
        var (code, _, errors) = await Run("eval", option, value.Replace("{nowhere}", nowhere, StringComparison.Ordinal), "--data", nowhere, "--out", Out);

        Assert.Equal(1, code);
        Assert.Contains(says, string.Join('\n', errors));
    }

    [Fact]
    public async Task Answers_without_a_label_are_told_with_their_line()
    {
        var (code, _, errors) = await Run("eval", "--compare", Write("other.jsonl", "{\"text\":\"a\",\"label\":\"neutral\"}\n{\"text\":\"b\"}\n"), "--out", Out);

        Assert.Equal(1, code);
        Assert.Contains("line 2: no answer", Assert.Single(errors));
    }

    [Fact]
    public async Task The_known_sets_give_the_figures_of_the_model_card()
    {
        var data = Path.Combine(Repository.Root, "..", "shared", "data");
        Assert.SkipUnless(Directory.Exists(Path.Combine(data, "phrasebank")), "the labelled sets are not beside the repository");

        await using var process = ServiceProcess.Start(["eval", "--set", "all", "--data", data, "--out", Out]);
        // Thousands of texts: each set has a deadline of its own.
        foreach (var set in (string[])["phrasebank", "twitter", "sentfin", "fiqa", "finentity"])
        {
            await Eventually.TrueAsync($"{set} is evaluated", () => File.Exists(Path.Combine(Out, set, "metrics.json")), Stop);
        }

        Assert.Equal(0, await process.ExitAsync(Stop));
        var output = process.Output.ToArray();
        Assert.Equal(["phrasebank: 970", "twitter: 2376", "sentfin: 1110", "fiqa: 111", "finentity: 114"], output.Select(line => line[..line.IndexOf(" texts", StringComparison.Ordinal)]));
        // Within a text or two: another kind of processor may round a product otherwise.
        double[] card = [0.8505, 0.8573, 0.8459, double.NaN, 0.7982];
        foreach (var (line, expected) in output.Zip(card).Where(pair => !double.IsNaN(pair.Second)))
        {
            Assert.Equal(expected, double.Parse(line.Split("accuracy ")[1].Split(' ')[0]), 0.01);
        }
    }

    private static int Texts(string svg, string text) => svg.Split($">{text}</text>").Length - 1;

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    private static async Task<(int Code, string[] Output, string[] Errors)> Run(params string[] arguments)
    {
        await using var process = ServiceProcess.Start(arguments);
        return (await process.ExitAsync(Stop), [.. process.Output], [.. process.Errors]);
    }
}
