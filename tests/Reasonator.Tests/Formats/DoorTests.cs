using System.Text;
using Reasonator.Evaluation;
using Reasonator.Modeling;
using Reasonator.Models;
using Reasonator.Tests.Process;
using Reasonator.Uploads;

namespace Reasonator.Tests.Formats;

/// <summary>Every verb that reads a file of texts gives the same answer to the same line.</summary>
public sealed class DoorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("reasonator-doors-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("in.csv", "text,label\na,neutral\nAcme, Inc.,neutral\n", "line 3: has 3 columns where the first line names 2")]
    [InlineData("in.CSV", "text,label\na,neutral\n\n\"b\n", "line 4: a quotation mark is not closed")]
    [InlineData("in.tsv", "text\tlabel\na\n", "line 2: has 1 columns")]
    [InlineData("in.csv", "text,TEXT,label\na,b,neutral\n", "line 1: names the column TEXT twice")]
    [InlineData("in.csv", "id,text,label\n,a,neutral\n", "line 2: the id is empty")]
    [InlineData("in.csv", "title,label\na,neutral\n", "line 1: has no column text or headline; found title, label")]
    [InlineData("in.ndjson", "\n{\"text\":\"a\",\"text\":\"b\",\"label\":\"neutral\"}", "line 2: has text twice")]
    [InlineData("in.ndjson", "{\"text\":\"a\",\"label\":\"neutral\"}\n{\"text\":\"w\u00e4chst\",\"label\":\"neutral\"}", "line 2: column 11: not UTF-8")]
    [InlineData("in.ndjson", "{\"text\":7,\"label\":\"neutral\"}", "line 1: text is not a string")]
    public async Task What_is_no_row_is_refused_through_every_door(string name, string content, string says)
    {
        // ä in Latin-1 is no UTF-8; everything else is ASCII.
        var path = Write(name, Encoding.Latin1.GetBytes(content));

        Assert.Contains($"{name}, {says}", Assert.Throws<EvaluationException>(() => LabelledFile.Read(path)).Message);
        Assert.Contains($"{name}, {says}", Assert.Throws<EvaluationException>(() => OtherAnswers.Read(path)).Message);
        Assert.Contains($"{name}, {says}", Assert.Throws<ModelException>(() => GoldenTexts.ReadTexts(path)).Message);
        Assert.StartsWith(says, (await Assert.ThrowsAsync<UploadException>(() => PlanAsync(path))).Message);
    }

    [Theory]
    [InlineData("in.ndjson", "{\"text\":\"a\",\"label\":\"neutral\"}\n\n{\"text\":null,\"label\":\"neutral\"}", "line 3: the text is null")]
    [InlineData("in.ndjson", "{\"text\":\"a\\ud83d\",\"label\":\"neutral\"}", "line 1: the text holds half of a surrogate pair")]
    [InlineData("in.ndjson", "{\"text\":\" \\t \",\"label\":\"neutral\"}", "line 1: the text is empty")]
    [InlineData("in.ndjson", "{\"text\":\"\\u200b\\u00ad\\ufeff\",\"label\":\"neutral\"}", "line 1: the text is empty")]
    [InlineData("in.csv", "text,label\n\"\",neutral\n", "line 2: the text is empty")]
    public async Task With_a_label_a_text_that_cannot_be_scored_is_refused_and_without_one_the_rest_is_scored(string name, string content, string says)
    {
        var path = Write(name, Encoding.UTF8.GetBytes(content));

        Assert.Contains(says, Assert.Throws<EvaluationException>(() => LabelledFile.Read(path)).Message);
        Assert.Contains(says, Assert.Throws<EvaluationException>(() => OtherAnswers.Read(path)).Message);
        Assert.Contains(says, Assert.Throws<ModelException>(() => GoldenTexts.ReadTexts(path)).Message);
        Assert.InRange((await PlanAsync(path)).Total, 1, 2);
    }

    [Theory]
    [InlineData("{\"text\":\"a\",\"label\":null}")]
    [InlineData("{\"text\":\"a\",\"label\":\"\"}")]
    [InlineData("{\"text\":\"a\",\"label\":\"good\"}")]
    [InlineData("{\"text\":\"a\"}")]
    [InlineData("{\"text\":\"a\",\"scores\":null}")]
    [InlineData("{\"text\":\"a\",\"positive\":0.5,\"negative\":null,\"neutral\":0.5}")]
    public void A_label_that_is_none_is_refused_with_its_line(string line)
    {
        var path = Write("in.ndjson", Encoding.UTF8.GetBytes($"{{\"text\":\"a\",\"label\":\"neutral\"}}\n{line}"));

        Assert.Contains("in.ndjson, line 2: ", Assert.Throws<EvaluationException>(() => LabelledFile.Read(path)).Message);
        Assert.Contains("in.ndjson, line 2: ", Assert.Throws<EvaluationException>(() => OtherAnswers.Read(path)).Message);
    }

    [Theory]
    [InlineData("{\"text\":\"a\",\"label\":7}", "label is not a string")]
    [InlineData("{\"text\":\"a\",\"positive\":\"0.5\",\"negative\":0.2,\"neutral\":0.3}", "positive is not a number")]
    [InlineData("{\"text\":\"a\",\"scores\":{\"positive\":1.5,\"negative\":0.2,\"neutral\":0.3}}", "positive is no probability")]
    public void A_probability_or_a_label_of_another_type_is_refused_with_its_line(string line, string says)
    {
        Assert.Contains($"line 1: {says}", Assert.Throws<EvaluationException>(() => OtherAnswers.Read(Write("in.ndjson", Encoding.UTF8.GetBytes(line)))).Message);
    }

    [Fact]
    public void Answers_of_another_model_may_be_a_table()
    {
        var answers = OtherAnswers.Read(Write("in.csv", "Headline,Positive,Negative,Neutral\nProfit rose,0.9,0.05,0.05\n"u8.ToArray()));

        Assert.Equal(("Profit rose", 0.9), (Assert.Single(answers).Text, answers[0].Scores!.Positive));
    }

    [Theory]
    [InlineData("eval", "--set")]
    [InlineData("eval", "--compare")]
    [InlineData("batch", "submit", "--url", "http://localhost:1")]
    public async Task A_folder_in_the_place_of_a_file_is_told_as_one(params string[] arguments)
    {
        await using var process = ServiceProcess.Start(
            [.. arguments, _folder], new Dictionary<string, string> { ["RACK_SERVICE_TOKEN"] = "dev" });

        Assert.InRange(await process.ExitAsync(Stop), 1, 2);
        Assert.Contains("is a folder", string.Join('\n', process.Errors));
        Assert.Contains("is a folder", Assert.Throws<ModelException>(() => GoldenTexts.ReadTexts(_folder)).Message);
    }

    private string Write(string name, byte[] content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private static async Task<UploadPlan> PlanAsync(string path)
    {
        using var input = await InputFile.OpenAsync(path, null, null, Stop);
        return UploadPlan.Make(input, "sentence", new Uri("http://a/"), Stop);
    }
}
