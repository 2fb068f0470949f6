using System.Text.Json;
using Reasonator.Evaluation;
using Reasonator.Tests.Ops;
using Reasonator.Tests.Service;
using Reasonator.Tests.Store;
using Reasonator.Tests.Uploads;

namespace Reasonator.Tests.Flips;

/// <summary><c>rescore-report</c> of a batch whose rows the test writes: what is compared is known to the last digit.</summary>
public sealed class RescoreReportTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private static readonly string Old = new('a', 64);
    private static readonly string New = new('b', 64);
    private static readonly Guid Batch = Guid.Parse("0198c5f0-0000-7000-8000-000000000001");
    private static readonly Guid Before = Guid.Parse("0198c5f0-0000-7000-8000-000000000002");

    private readonly string _folder = Directory.CreateTempSubdirectory("reasonator-report-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_finished_rescoring_is_told_in_figures_and_item_by_item()
    {
        var (answer, folder) = await ReportAsync("done",
        [
            Line("a,\"1\"", "positive", 0.5, "positive", 0.75),
            Line("b|`2`", "neutral", 0.1, "negative", -0.8),
            Line("c", "negative", -0.25, "negative", -0.25),
            Line("d", "neutral", 0, null, null),
        ]);

        Assert.True(answer.Code == 0, answer.All);
        Assert.Equal(
            [
                "batch_id,id,old_label,new_label,old_sentiment,new_sentiment,change,flipped,old_model_sha,new_model_sha",
                $"{Before},\"a,\"\"1\"\"\",positive,positive,0.5,0.75,0.25,false,{Old},{New}",
                $"{Before},b|`2`,neutral,negative,0.1,-0.8,-0.9,true,{Old},{New}",
                $"{Before},c,negative,negative,-0.25,-0.25,0,false,{Old},{New}",
                $"{Before},d,neutral,,0,,,,{Old},{New}",
                "",
            ],
            File.ReadAllText(Path.Combine(folder, "report.csv")).Split("\r\n"));
        var page = File.ReadAllText(Path.Combine(folder, "report.md"));
        Assert.All(
            [
                "done: 4 of 4 items are in this report.", $"| old model | `{Old}` (4 items) |", $"| new model | `{New}` (4 items) |", "| items with both scores | 3 |",
                "| items without one of them (the model failed) | 1 |", "| not rescorable (the text is not held) | 7 |",
                "| labels flipped | 1, 33.33 % (95 % interval 6.15 to 79.23, Wilson) |", "| mean change of sentiment | -0.2167 |", "| mean size of a change | 0.3833 |", "| largest change | -0.9000 |",
                "| positive | 1 | 0 | 0 |\n| negative | 0 | 1 | 0 |\n| neutral | 0 | 1 | 0 |", $"| b&#124;&#96;2&#96; | {Before} | neutral 0.1000 | negative -0.8000 | -0.9000 |\n| a,",
            ],
            line => Assert.Contains(line, page));
        Assert.Equal(["report.csv", "report.md"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_running_rescoring_is_told_as_far_as_it_is()
    {
        var (answer, folder) = await ReportAsync("running", [Line("a", "positive", 0.5, "neutral", 0)], waiting: 1);

        Assert.True(answer.Code == 0, answer.All);
        Assert.Contains("The batch is running: the report is of what it has so far.", answer.Errors);
        Assert.Contains("running: 1 of 2 items are in this report; it is not the last word.", File.ReadAllText(Path.Combine(folder, "report.md")));
    }

    [Fact]
    public async Task Twenty_changes_are_shown_and_every_item_counts()
    {
        var (answer, folder) = await ReportAsync("done", [.. Enumerable.Range(0, 50).Select(i => Line($"n{i:00}", "neutral", 0, "neutral", i / 100.0))]);

        Assert.True(answer.Code == 0, answer.All);
        var page = File.ReadAllText(Path.Combine(folder, "report.md"));
        Assert.Equal(Enumerable.Range(30, 20).Reverse().Select(i => $"| n{i} "), page.Split('\n').Where(line => line.StartsWith("| n", StringComparison.Ordinal) && line.Contains($"{Before}")).Select(line => line[..6]));
        Assert.Contains("| labels flipped | 0, 0.00 % (95 % interval 0.00 to 7.13, Wilson) |", page);
    }

    [Theory]
    [InlineData("score", "the batch is no rescoring")]
    [InlineData("torn", "no earlier score")]
    [InlineData("none", "there is no such batch")]
    public async Task What_cannot_be_compared_is_refused_and_an_earlier_report_stays(string what, string says)
    {
        var line = what == "torn" ? $$"""{"id":"a","label":"neutral","sentiment":0,"model_sha":"{{New}}"}""" : Line("a", "neutral", 0, "neutral", 0);
        var (answer, folder) = await ReportAsync("done", [line], kind: what == "score" ? "score" : "rescore", id: what == "none" ? Guid.NewGuid() : Batch, earlier: true);

        answer.IsRefused(says);
        Assert.Equal(["report.csv", "report.md"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        Assert.All(Directory.GetFiles(folder), file => Assert.Equal("earlier", File.ReadAllText(file)));
    }

    [Theory]
    [InlineData(0, 10, 0, 0.2775)]
    [InlineData(5, 10, 0.2366, 0.7634)]
    [InlineData(10, 10, 0.7225, 1)]
    public void Wilsons_interval_is_the_one_of_the_textbooks(int hits, int of, double low, double high)
    {
        var interval = Wilson.Interval(hits, of);

        Assert.Equal((low, high), (Math.Round(interval.Low, 4), Math.Round(interval.High, 4)));
    }

    private static string Line(string id, string was, double old, string? label, double? sentiment)
    {
        var previous = $$"""{"batch_id":"{{Before}}","label":"{{was}}","sentiment":{{JsonSerializer.Serialize(old)}},"model_sha":"{{Old}}","fingerprint":"f"}""";
        var score = label is null ? "\"error\":{\"type\":\"urn:reasonator:backend-failed\"}" : $"\"label\":\"{label}\",\"sentiment\":{JsonSerializer.Serialize(sentiment)}";
        return $$"""{"id":{{JsonSerializer.Serialize(id)}},{{score}},"model_sha":"{{New}}","fingerprint":"g","previous":{{previous}}}""";
    }

    private async Task<(OpsAnswer Answer, string Folder)> ReportAsync(string status, string[] lines, string kind = "rescore", int waiting = 0, Guid? id = null, bool earlier = false)
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = new ReasonatorApp { Store = StoreApp.Hurried(url) };
        var client = await app.ReadyAsync(Stop);
        await PostgresServer.ExecuteAsync(url, Rows(status, lines, kind, waiting));
        foreach (var name in earlier ? ["report.md", "report.csv"] : (string[])[])
        {
            File.WriteAllText(Path.Combine(_folder, name), "earlier");
        }

        var service = client.BaseAddress!.GetLeftPart(UriPartial.Authority);
        var answer = await Submission.CommandAsync(["rescore-report", $"{id ?? Batch}", "--url", service, "--out", _folder]);
        return (answer, _folder);
    }

    /// <summary>A batch of one chunk with these results, and of one that another process works on.</summary>
    private static string Rows(string status, string[] lines, string kind, int waiting)
    {
        var results = Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => $"{line}\n"))));
        return $"""
            insert into batch_score_jobs (id, created_at, started_at, finished_at, caller, request_id, kind, status, body_sha256, total, done, tokens, chunks, not_rescorable)
            values ('{Batch}', now(), now(), {(status == "done" ? "now()" : "null")}, 'operator', 'r', '{kind}', '{status}', sha256(''), {lines.Length + waiting}, {lines.Length}, 10, 1, 7);
            insert into batch_score_chunks (id, job_id, number, items, tokens, mode, texts, texts_id, result_id, results, model_sha, fingerprint, lineage)
            values (gen_random_uuid(), '{Batch}', 0, {lines.Length}, 5, 'sentence', '', gen_random_uuid(), gen_random_uuid(), '\x{results}', '{New}', 'g', 'l');
            insert into batch_score_chunks (id, job_id, number, items, tokens, mode, texts, texts_id, lease, leased_until)
            select gen_random_uuid(), '{Batch}', 1, 1, 5, 'sentence', '', gen_random_uuid(), gen_random_uuid(), now() + interval '1 day' where {waiting} > 0;
            """;
    }
}
