using System.Text.Json;
using Reasonator.Tests.Process;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Models;

/// <summary>The verbs as they are typed.</summary>
public sealed class ModelVerbTests : IDisposable
{
    private readonly string _models = Directory.CreateTempSubdirectory().FullName;

    public ModelVerbTests()
    {
        foreach (var model in (string[])["finbert", "finbert-mini"])
        {
            var folder = Directory.CreateDirectory(Path.Combine(_models, model)).FullName;
            foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "models", model)))
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            }
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_models, recursive: true);

    [Fact]
    public async Task Selftest_prints_every_text_and_how_far_it_is_from_the_reference()
    {
        var (code, output, _) = await Run("model", "selftest");

        Assert.Equal(0, code);
        Assert.Equal(63, output.Length);
        Assert.Matches(@"^ok  positive  0\.\d{4}  Acme Corp raises", output[0]);
        Assert.Contains("62 of 62 golden texts as recorded", output[^1]);
    }

    [Fact]
    public async Task Selftest_of_another_golden_file_says_which_texts_differ_and_fails()
    {
        var golden = Path.Combine(_models, "golden");
        await File.WriteAllTextAsync(golden, """
            {"text":"Profit warning sends shares to 10-year low","label":"negative","negative":0.9}
            {"text":"Profit warning sends shares to 10-year low","label":"positive"}
            {"text":"Profit warning sends shares to 10-year low","negative":0.1}
            {"text":"Profit","ids":[101,5618,102]}
            """, Stop);

        var (code, output, _) = await Run("model", "selftest", "--golden", golden);

        Assert.Equal(1, code);
        Assert.Equal(["ok", "FAILED", "FAILED", "ok", "finbert-mini,"], output.Select(line => line.Split(' ')[0]));
        Assert.Contains("golden text 2: it is labelled negative where positive is recorded", output[1]);
        Assert.Contains("golden text 3: P(negative)", output[2]);
        Assert.Matches(@"^ok  \(ids\) +0\.0000  Profit$", output[3]);
    }

    [Fact]
    public async Task Info_prints_provenance_terms_and_the_state_of_every_file()
    {
        var (code, output, _) = await Run("model", "info");

        Assert.Equal(0, code);
        var text = string.Join('\n', output);
        foreach (var part in (string[])["finbert-mini 1.0.0", "positive, negative, neutral", "CC BY-NC-SA", "training data", "model.onnx: as pinned", "87258bc5952e"])
        {
            Assert.Contains(part, text);
        }
    }

    [Fact]
    public async Task Info_of_a_model_that_was_not_pulled_says_what_is_missing_and_fails()
    {
        var (code, output, _) = await Run("model", "info", "--name", "finbert", "--json");

        Assert.Equal(1, code);
        var info = JsonDocument.Parse(string.Join('\n', output)).RootElement;
        Assert.Equal("4556d13015211d73dccd3fdd39d39232506f3e43", info.GetProperty("manifest").GetProperty("source").GetProperty("revision").GetString());
        Assert.Equal(["missing", "as pinned", "as pinned"], info.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_model_that_was_not_pulled_is_not_served_and_says_how_to_get_it()
    {
        await using var service = ServiceProcess.Serve(new Dictionary<string, string> { ["MODELS_DIR"] = _models, ["MODEL"] = "finbert" });

        var health = await service.HealthAsync("health is failed, since the weights are missing", (_, body) => body.Contains("failed"), Stop);

        Assert.Contains("reasonator model pull --name finbert", await health.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task Pull_tells_the_hash_and_pins_it_when_asked()
    {
        var (code, output, errors) = await Run("model", "pull", "--from", Path.Combine(_models, "finbert-mini", "model.onnx"));
        Assert.Equal((0, 2), (code, output.Length));
        Assert.Empty(errors);
        Assert.Contains("87258bc5952eccba35f49876c5d2fafe9504588e49206f9340990a7c876bcfe6, pulled", output[0]);
        Assert.Contains("NOT pinned", output[1]);

        (code, output, _) = await Run("model", "pull", "--pin");
        Assert.Equal((0, true, true), (code, output[0].EndsWith("was there already"), output[1].StartsWith("pinned")));
        (code, output, _) = await Run("model", "info", "--name", "finbert");
        Assert.Equal(0, code);
        Assert.Contains("model.onnx: as pinned", string.Join('\n', output));
    }

    [Fact]
    public async Task A_pull_that_fails_ends_with_1_and_a_sentence()
    {
        var (code, output, errors) = await Run("model", "pull", "--name", "finbert-mini");

        Assert.Equal((1, 0), (code, output.Length));
        Assert.Contains("nothing to pull", Assert.Single(errors));
    }

    [Fact]
    public async Task Labels_in_another_order_are_caught_by_the_published_probabilities()
    {
        // finbert-mini learned from FinBERT's answers, these two among them: it stands in for the weights that tests cannot have.
        await Run("model", "pull", "--pin", "--from", Path.Combine(_models, "finbert-mini", "model.onnx"));
        Assert.Equal(0, (await Run("model", "selftest", "--name", "finbert")).Code);
        var manifest = Path.Combine(_models, "finbert", "manifest.json");
        var text = await File.ReadAllTextAsync(manifest, Stop);
        await File.WriteAllTextAsync(manifest, text.Replace("\"positive\"", "\"?\"").Replace("\"neutral\"", "\"positive\"").Replace("\"?\"", "\"neutral\""), Stop);

        var (code, _, errors) = await Run("model", "selftest", "--name", "finbert");

        Assert.Equal(1, code);
        Assert.Contains("Self-test failed at golden text 1", Assert.Single(errors));
    }

    private async Task<(int Code, string[] Output, string[] Errors)> Run(params string[] arguments)
    {
        await using var process = ServiceProcess.Start(arguments, new Dictionary<string, string> { ["MODELS_DIR"] = _models });
        return (await process.ExitAsync(Stop), [.. process.Output], [.. process.Errors]);
    }
}
