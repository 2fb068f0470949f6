using System.Text.Json;
using Reasonator.Tests.Batches;
using Reasonator.Tests.Ops;
using Reasonator.Tests.Process;
using Reasonator.Tests.Service;
using Reasonator.Tests.Store;
using Reasonator.Uploads;
using Reasonator.Vault;

namespace Reasonator.Tests.Uploads;

/// <summary><c>batch submit</c> by the real binary, against the service on a real database.</summary>
public sealed class SubmitTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_text_of_a_file_has_its_result_in_its_order()
    {
        await using var app = await AppAsync(embedded: true);
        var client = await app.ReadyAsync(Stop);
        using var file = Submission.Of(50);

        var answer = await file.RunAsync(client.BaseAddress!);

        Assert.True(answer.Code == 0, answer.All);
        Assert.Equal("", answer.Output);
        Assert.Contains($"50 results in {file.Results}, 0 of them an error", answer.Errors);
        Assert.Equal(Submission.IdsOf(50), file.Ids);
        var score = await (await client.ScoreAsync(["Company 49 raises guidance after a record quarter"], stop: Stop)).JsonAsync();
        Assert.Equal(
            score.GetProperty("results")[0].GetProperty("scores").GetRawText(),
            JsonDocument.Parse(File.ReadLines(file.Results).Last()).RootElement.GetProperty("scores").GetRawText());
    }

    [Fact]
    public async Task A_table_with_quotes_and_line_breaks_is_scored_row_by_row_as_documents()
    {
        await using var app = await AppAsync();
        var client = await app.ReadyAsync(Stop);
        using var file = new Submission("news.csv", "\uFEFFwhen,headline,key\r\n1,\"Profit rose, \"\"again\"\". Sales\r\nfell.\",a\r\n2,Nothing new.,\"b,c\"\r\n");

        var answer = await file.RunAsync(client.BaseAddress!, "--mode", "document", "--id-column", "key", "--out", $"{file.Input}.out");

        Assert.True(answer.Code == 0, answer.All);
        JsonElement[] results = [.. File.ReadLines($"{file.Input}.out").Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal([("a", 2), ("b,c", 1)], results.Select(r => (r.GetProperty("id").GetString(), r.GetProperty("sentences").GetArrayLength())));
    }

    [Fact]
    public async Task A_file_of_more_than_a_batch_holds_becomes_several_and_one_list_of_results()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = new ReasonatorApp { Store = StoreApp.Hurried(url) };
        var client = await app.ReadyAsync(Stop);
        using var file = new Submission("in.jsonl", string.Concat(Enumerable.Range(1, 20_005).Select(i => $"{{\"text\":\"Company {i}\"}}\n")));

        await using var submit = file.Start(client.BaseAddress!);
        await file.WrittenAsync(20_005, Stop);

        Assert.Equal(0, await submit.ExitAsync(Stop));
        Assert.Equal(Enumerable.Range(1, 20_005).Select(i => $"{i}"), file.Ids);
        Assert.Equal(3, await JobsAsync(url));
    }

    [Fact]
    public async Task An_item_with_an_error_is_counted_and_fails_the_command_also_when_it_is_run_again()
    {
        await using var app = await AppAsync();
        var client = await app.ReadyAsync(Stop);
        app.Model.Behaviour = tokens => tokens.Length == 3 ? throw new InvalidOperationException("canary") : new(2, -1, 0.5f);
        using var file = new Submission("in.ndjson", "{\"text\":\"loss\"}\n{\"text\":\"profit rose\"}\n");

        var first = await file.RunAsync(client.BaseAddress!);
        var again = await file.RunAsync(client.BaseAddress!);

        Assert.Equal((1, 1), (first.Code, again.Code));
        Assert.All([first, again], answer => Assert.Contains("2 results in ", answer.Errors));
        Assert.All([first, again], answer => Assert.Contains(", 1 of them an error", answer.Errors));
    }

    [Fact]
    public async Task Results_on_standard_output_come_alone_and_are_not_scored_again()
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = new ReasonatorApp { Store = StoreApp.Hurried(url) };
        var client = await app.ReadyAsync(Stop);
        using var file = Submission.Of(5);

        var first = await file.RunAsync(client.BaseAddress!, "--out", "-");
        var again = await file.RunAsync(client.BaseAddress!, "--out", "-");

        Assert.Equal((0, 5), (first.Code, first.Lines.Length));
        Assert.Equal(first.Output, again.Output);
        Assert.False(File.Exists(file.Results));
        Assert.Equal(1, await JobsAsync(url));
    }

    [Fact]
    public async Task A_batch_tells_how_far_it_is_and_ends_when_it_is_cancelled()
    {
        await using var app = await AppAsync();
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        var id = await client.SubmittedAsync(["One.", "Two."], Stop);
        var url = client.BaseAddress!.GetLeftPart(UriPartial.Authority);

        var status = await Submission.CommandAsync(["batch", "status", id, "--url", url]);
        var cancel = await Submission.CommandAsync(["batch", "cancel", id, "--url", url]);
        app.Model.Open();
        var unknown = await Submission.CommandAsync(["batch", "status", Guid.NewGuid().ToString(), "--url", url]);

        Assert.Matches("^(queued|running): 0 of 2 items have their score, 0 an error, about \\d+ s to go\n$", status.Output);
        Assert.StartsWith("cancelled: 0 of 2 items", cancel.Output);
        unknown.IsRefused("no such batch");
    }

    [Fact]
    public async Task A_person_at_a_terminal_sees_a_bar_that_fills()
    {
        Installed.Require("script");
        await using var app = await AppAsync();
        var client = await app.ReadyAsync(Stop);
        app.Model.Hold();
        using var file = Submission.Of(60);

        using var terminal = new OpsTerminal($"batch submit '{file.Input}' --url {client.BaseAddress!.GetLeftPart(UriPartial.Authority)}", new Dictionary<string, string> { ["RACK_SERVICE_TOKEN"] = "dev" });
        await terminal.SeesAsync("\u2501", Stop);
        await terminal.SeesAsync("0% 0 of 60 items", Stop);
        app.Model.Open();
        await terminal.SeesAsync("60 of 60 items, ", Stop);

        Assert.Equal(0, await terminal.ExitAsync(Stop));
    }

    [Theory]
    [InlineData("cat \"$0\" | \"$1\" batch submit /dev/stdin --url \"$2\" --out \"$3\"")]
    [InlineData("\"$1\" batch submit <(cat \"$0\") --url \"$2\" --out \"$3\"")]
    [InlineData("mkfifo \"$0.pipe\"; cat \"$0\" > \"$0.pipe\" & \"$1\" batch submit \"$0.pipe\" --url \"$2\" --out \"$3\"")]
    [InlineData("\"$1\" batch submit /dev/stdin --url \"$2\" --out \"$3\" < \"$0\"")]
    public async Task What_can_be_read_only_once_is_submitted_as_a_file_is(string line)
    {
        var url = await server.MigratedAsync(Stop);
        await using var app = BatchApp.On(url);
        var client = await app.ReadyAsync(Stop);
        using var file = Submission.Of(50);
        Task<OpsAnswer> Run() => OpsProcess.RunAsync(
            ["-c", line, file.Input, ServiceProcess.Binary, client.BaseAddress!.GetLeftPart(UriPartial.Authority), file.Results],
            new Dictionary<string, string> { ["RACK_SERVICE_TOKEN"] = "dev" },
            program: "bash");

        var first = await Run();
        File.Delete($"{file.Input}.pipe");
        var again = await Run();

        Assert.Equal((0, 0), (first.Code, again.Code));
        Assert.Contains($"50 results in {file.Results}, 0 of them an error", first.Errors);
        Assert.Equal(Submission.IdsOf(50), file.Ids);
        Assert.Equal(1, await JobsAsync(url));
    }

    [Fact]
    public async Task Results_that_have_no_place_beside_their_file_need_one()
    {
        var answer = await Submission.CommandAsync(["batch", "submit", "/dev/stdin", "--url", "http://localhost:1"]);

        Assert.Equal(2, answer.Code);
        Assert.Contains("say with --out where they go", answer.Errors);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(-1)]
    public async Task A_file_that_changes_between_its_two_readings_is_noticed_before_its_part_is_sent(int more)
    {
        using var file = Submission.Of(3);
        using var input = await InputFile.OpenAsync(file.Input, null, null, Stop);
        var plan = UploadPlan.Make(input, "sentence", new Uri("http://127.0.0.1:1/"), Stop);
        File.WriteAllText(file.Input, Submission.Lines(3 + more).Replace("Company 1", "Company X"));
        using var client = new BatchClient(new Uri("http://127.0.0.1:1/"), "dev", new VaultGate(new Uri("http://127.0.0.1:1"), null, null), TimeProvider.System);
        using var results = ResultFile.OfOutput(Stream.Null, plan.Run);
        var upload = new Upload(client, new Retries(TimeProvider.System, _ => { }), new UploadProgress(TimeProvider.System, showsBar: false), results, plan, TimeProvider.System);

        var fault = await Assert.ThrowsAsync<UploadException>(() => upload.RunAsync(Part.Cut(input.Read(), "sentence"), Stop));

        Assert.Contains("the file changes while it is read", fault.Message);
        Assert.Equal(0, results.Count);
    }

    [Fact]
    public async Task A_file_of_empty_texts_asks_nobody()
    {
        using var file = new Submission("in.csv", "id,text\na,\nb,\" \"\n");

        var answer = await file.RunAsync(new Uri("http://127.0.0.1:1"));

        Assert.Equal(1, answer.Code);
        Assert.Contains("2 results in ", answer.Errors);
        Assert.Equal(["a", "b"], file.Ids);
    }

    private static Task<long> JobsAsync(string url) => PostgresServer.ReadAsync<long>(url, "select count(*) from batch_score_jobs");

    private async Task<ReasonatorApp> AppAsync(bool embedded = false) => BatchApp.On(await server.MigratedAsync(Stop), embedded: embedded);
}
