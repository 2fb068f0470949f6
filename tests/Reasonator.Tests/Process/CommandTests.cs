using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Process;

public sealed class CommandTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Score_prints_one_line_on_standard_output_from_any_directory()
    {
        var (code, output, errors) = await Run(["score", "Lender swings to a loss"]);

        var score = JsonDocument.Parse(Assert.Single(output)).RootElement;
        Assert.Equal(0, code);
        Assert.Empty(errors);
        Assert.Equal("negative", score.GetProperty("label").GetString());
        Assert.Equal(64, score.GetProperty("model_sha").GetString()!.Length);
    }

    [Fact]
    public async Task Score_of_nothing_fails_with_a_sentence()
    {
        var (code, output, errors) = await Run(["score", "  "]);

        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Equal("Refused: the text is empty.\n", errors);
    }

    [Fact]
    public async Task Scored_lines_keep_their_order_and_are_the_scores_of_the_service_to_the_last_bit()
    {
        var texts = File.ReadLines(Path.Combine(Repository.Model, "golden.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!)
            .Where(text => text.Length < 500).ToArray();
        string[] many = [.. Enumerable.Range(0, 320).Select(i => texts[i % texts.Length])];
        var (code, output, _) = await Run(["score", "--ndjson"], string.Join('\n', many.Select((text, i) => JsonSerializer.Serialize(new { id = $"n{i}", text }))));
        Assert.Equal(0, code);
        Assert.Equal(many.Select((_, i) => $"n{i}"), output.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()));

        await using var service = ServiceProcess.Serve();
        await service.ReadyAsync(Stop);
        foreach (var (chunk, lines) in many.Chunk(32).Zip(output.Chunk(32)))
        {
            var results = (await (await service.Client.ScoreAsync(chunk, stop: Stop)).JsonAsync()).GetProperty("results").EnumerateArray();
            Assert.Equal(
                results.Select(r => r.GetProperty("scores").GetRawText() + r.GetProperty("sentiment").GetRawText()),
                lines.Select(l => JsonDocument.Parse(l).RootElement).Select(r => r.GetProperty("scores").GetRawText() + r.GetProperty("sentiment").GetRawText()));
        }
    }

    [Fact]
    public async Task A_bad_line_fails_in_its_place_and_the_others_are_scored()
    {
        var (code, output, errors) = await Run(["score", "--ndjson"], "{\"text\":\"Profit rose\"}\n{\"text\":7}\n\n{\"text\":\" \"}\nnonsense\n{\"text\":\"Sales fell\"}");

        Assert.Equal(1, code);
        Assert.Equal(["label", "error", "error", "error", "label"], output.Select(l => JsonDocument.Parse(l).RootElement.EnumerateObject().First().Name));
        Assert.Contains("line 2:", errors);
        Assert.Contains("line 4:", errors);
    }

    [Theory]
    [InlineData("score")]
    [InlineData("score", "-")]
    public async Task Lines_of_a_pipe_are_texts_and_each_has_its_answer_in_its_place(params string[] arguments)
    {
        var (code, output, errors) = await Run(arguments, "Profit rose\r\n\"Up\" {they} go\n\n\u200b\nSales fell");
        var (_, json, _) = await Run(["score", "--ndjson"], "{\"text\":\"Profit rose\"}\n{\"text\":\"\\\"Up\\\" {they} go\"}\n{\"text\":\"Sales fell\"}");

        Assert.Equal(1, code);
        Assert.Equal(json, (string[])[output[0], output[1], output[4]]);
        Assert.Equal(["""{"error":"line 3: the text is empty","type":"urn:reasonator:empty"}""", """{"error":"line 4: the text is empty","type":"urn:reasonator:empty"}"""], output[2..4]);
        Assert.Equal("line 3: the text is empty\nline 4: the text is empty\n", errors);
    }

    [Fact]
    public async Task Tokenize_takes_lines_of_a_pipe_for_texts_empty_ones_too()
    {
        var (code, output, _) = await Run(["tokenize"], "$TSLA\n\n{");

        Assert.Equal(0, code);
        Assert.Equal((string[])["""{"ids":[101,1002,24529,2721,102]}""", """{"ids":[101,102]}""", """{"ids":[101,1063,102]}"""], output);
    }

    [Fact]
    public async Task Lines_may_be_UTF_16_with_a_mark()
    {
        var (_, utf8, _) = await Run(["score", "--ndjson"], "{\"id\":7,\"text\":\"Gewinn w\u00e4chst\"}");
        var (code, utf16, _) = await Run(["score", "--ndjson"], [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("{\"id\":7,\"text\":\"Gewinn w\u00e4chst\"}\r\n")]);

        Assert.Equal(0, code);
        Assert.Equal(utf8, utf16);
    }

    [Theory]
    [InlineData("score")]
    [InlineData("tokenize")]
    public async Task It_ends_when_nobody_reads_its_results_any_more(string verb)
    {
        var start = new ProcessStartInfo("bash", ["-c", "yes '{\"text\":\"Profit rose\"}' | \"$0\" \"$1\" --ndjson | head -1; echo \"${PIPESTATUS[1]}\"", ServiceProcess.Binary, verb]) { RedirectStandardOutput = true };
        ServiceProcess.Forget(start);

        var lines = await RunAsync(start, async process => (await process.StandardOutput.ReadToEndAsync(Stop)).Split('\n'));

        Assert.Equal("141", lines[1]);
    }

    [Theory]
    [InlineData("@Reuters: lender swings to a loss")]
    [InlineData("--", "-5% for the lender")]
    [InlineData("--", "-")]
    public async Task A_text_is_a_text_whatever_it_begins_with(params string[] text)
    {
        var (code, output, _) = await Run(["score", .. text]);
        var (_, json, _) = await Run(["score", "--ndjson"], JsonSerializer.Serialize(new { text = text[^1] }));

        Assert.Equal(0, code);
        Assert.Equal(json, output);
    }

    [Theory]
    [InlineData("--foo")]
    [InlineData("-5% for the lender")]
    [InlineData("-x")]
    public async Task What_looks_like_an_option_is_not_scored(string text)
    {
        var (code, output, errors) = await Run(["score", text]);

        Assert.Equal((2, 0), (code, output.Length));
        Assert.Contains("score -- TEXT", errors);
    }

    [Fact]
    public async Task An_argument_that_is_not_UTF_8_is_refused_and_not_scored_without_its_letters()
    {
        var start = new ProcessStartInfo("bash", ["-c", "\"$0\" score \"$(printf 'Gewinn w\\344chst')\" 2>&1; echo $?", ServiceProcess.Binary]) { RedirectStandardOutput = true };
        ServiceProcess.Forget(start);

        var output = await RunAsync(start, process => process.StandardOutput.ReadToEndAsync(Stop));

        Assert.StartsWith("An argument is not UTF-8", output);
        Assert.EndsWith("\n2\n", output);
    }

    [Fact]
    public async Task Explain_passes_no_control_character_to_a_terminal()
    {
        Installed.Require("script");
        var terminal = await OnTerminal($"'{ServiceProcess.Binary}' score --explain \"$(printf 'Profit \\033[2J rose \\302\\2332J')\"", "/");

        Assert.Contains("\uFFFD[2J", terminal);
        Assert.DoesNotContain("\e[2J", terminal);
        Assert.DoesNotContain('\u009b', terminal);
    }

    [Fact]
    public async Task Score_shows_its_progress_on_a_terminal_and_keeps_it_out_of_the_results()
    {
        Installed.Require("script");
        var folder = Directory.CreateTempSubdirectory();
        var input = Path.Combine(folder.FullName, "in");
        await File.WriteAllLinesAsync(input, Enumerable.Range(0, 1000).Select(i => $$"""{"text":"Profit rose {{i}}"}"""), Stop);

        var terminal = await OnTerminal($"'{ServiceProcess.Binary}' score --ndjson <in >out", folder.FullName);

        Assert.Matches(@"^(\r(\e\[K)?\d[\d,.]* lines, [\d,.]+ a second)+\r", terminal);
        Assert.Contains("0 failed", terminal);
        Assert.Equal(1000, (await File.ReadAllLinesAsync(Path.Combine(folder.FullName, "out"), Stop)).Count(line => line.StartsWith("{\"label\"")));
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Explain_prints_the_effect_of_each_word_as_the_service_does()
    {
        const string text = "Lender swings to a loss";
        var (code, output, _) = await Run(["score", "--explain", $" {text} "]);

        Assert.Equal(0, code);
        await using var app = new ReasonatorApp { Embedded = true };
        var client = await app.ReadyAsync(Stop);
        var answer = await client.PostScoreAsync($$"""{"explain":true,"items":[{"text":"{{text}}"}]}""", Stop);
        Assert.Equal(
            (await answer.JsonAsync()).GetProperty("results")[0].GetProperty("words").GetRawText(),
            JsonDocument.Parse(Assert.Single(output)).RootElement.GetProperty("words").GetRawText());
    }

    [Fact]
    public async Task Explain_colours_the_words_on_a_terminal()
    {
        Installed.Require("script");
        var terminal = await OnTerminal($"'{ServiceProcess.Binary}' score --explain 'Apple raises guidance after record quarter'", "/");

        Assert.Matches(@"Apple.* \e\[1[0-9;]*mraises\e\[0m guidance", terminal);
        Assert.Contains("positive, sentiment +0.90", terminal);
        Assert.Matches(@"\+0\.\d\d  raises", terminal);
    }

    [Fact]
    public async Task More_words_than_are_explained_fail_with_a_sentence()
    {
        var (code, output, errors) = await Run(["score", "--explain", string.Join(' ', Enumerable.Range(0, 65))]);

        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains("has 65 words; at most 64", errors);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("0")]
    public async Task Tokenize_gives_the_ids_of_the_reference_with_and_without_locale_data(string invariant)
    {
        var vectors = File.ReadLines(Path.Combine(Repository.Root, "tests", "Reasonator.Inference.Tests", "Tokenization", "vectors.jsonl"))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(vector => !vector.TryGetProperty("limit", out _)).ToList();

        var (code, output, _) = await Run(
            ["tokenize", "--ndjson"], string.Join('\n', vectors.Select(v => v.GetRawText())), ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", invariant));

        Assert.Equal(0, code);
        Assert.InRange(vectors.Count, 400, 10_000);
        Assert.Equal(vectors.Select(v => $$"""{"ids":{{v.GetProperty("ids").GetRawText().Replace(" ", "")}}}"""), output);
    }

    [Fact]
    public async Task Tokenize_prints_the_recorded_ids_whole_and_reads_a_lone_surrogate()
    {
        var golden = File.ReadLines(Path.Combine(Repository.Model, "golden.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var (code, output, _) = await Run(["tokenize", "--ndjson"], string.Join('\n', golden.Select(g => g.GetRawText()).Append("{\"text\":\"a\\ud83d b\"}")));

        Assert.Equal(0, code);
        foreach (var (expected, line) in golden.Zip(output).Where(p => !p.First.GetProperty("truncated").GetBoolean()))
        {
            Assert.Equal($$"""{"ids":{{expected.GetProperty("ids").GetRawText().Replace(" ", "")}}}""", line);
        }

        Assert.Contains(output, line => line.Count(c => c == ',') >= 512);
        // U+FFFD is removed by the reference's normaliser.
        Assert.Equal("""{"ids":[101,1037,1038,102]}""", output[^1]);
    }

    [Fact]
    public async Task A_models_folder_without_the_model_fails_and_says_what_to_set()
    {
        var folder = Directory.CreateTempSubdirectory();
        var (code, output, errors) = await Run(["score", "x"], environment: ("MODELS_DIR", Path.Combine(folder.FullName, "none")));
        folder.Delete();

        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains("MODELS_DIR", errors);
    }

    private static Task<(int Code, string[] Output, string Errors)> Run(string[] arguments, string? input = null, (string Name, string Value)? environment = null) =>
        Run(arguments, Encoding.UTF8.GetBytes(input ?? ""), environment);

    private static async Task<(int Code, string[] Output, string Errors)> Run(string[] arguments, byte[] input, (string Name, string Value)? environment = null)
    {
        var start = new ProcessStartInfo(ServiceProcess.Binary, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        ServiceProcess.Forget(start);
        if (environment is { } variable)
        {
            start.Environment[variable.Name] = variable.Value;
        }

        return await RunAsync(start, async process =>
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(Stop), process.StandardError.ReadToEndAsync(Stop));
            await process.StandardInput.BaseStream.WriteAsync(input, Stop);
            process.StandardInput.Close();
            await process.WaitForExitAsync(Stop);
            return (process.ExitCode, (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries), await errors);
        });
    }

    /// <summary>Returns what a shell's command shows on a terminal that knows colours, and asserts that it ended with 0.</summary>
    private static async Task<string> OnTerminal(string command, string folder)
    {
        var start = new ProcessStartInfo("script", ["-qec", command, "/dev/null"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        ServiceProcess.Forget(start);
        start.Environment.Remove("NO_COLOR");
        foreach (var (name, value) in ((string, string)[])[("TERM", "xterm-256color"), ("SHELL", "/bin/sh")])
        {
            start.Environment[name] = value;
        }

        return await RunAsync(start, async process =>
        {
            var terminal = await process.StandardOutput.ReadToEndAsync(Stop);
            await process.WaitForExitAsync(Stop);
            Assert.True(process.ExitCode == 0, terminal);
            return terminal;
        });
    }

    private static async Task<T> RunAsync<T>(ProcessStartInfo start, Func<System.Diagnostics.Process, Task<T>> until)
    {
        using var process = System.Diagnostics.Process.Start(start)!;
        try
        {
            return await Eventually.EndsAsync($"{Path.GetFileName(start.FileName)} {string.Join(' ', start.ArgumentList.Take(2))} ends", until(process), Stop);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
