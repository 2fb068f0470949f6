using System.CommandLine;
using Reasonator.Inference.Runtime;
using Reasonator.Models;
using Reasonator.Scoring;

namespace Reasonator.Ops;

/// <summary><c>score "text"</c> and <c>score --ndjson &lt; file</c>.</summary>
internal static class ScoreVerb
{
    public static Command Create()
    {
        var command = new Command("score", "Scores a text, or with --ndjson each line {\"text\":…} of standard input.");
        var text = new Argument<string?>("text") { Arity = ArgumentArity.ZeroOrOne, Description = "The text to score." };
        var ndjson = new Option<bool>("--ndjson") { Description = "Read lines of JSON from standard input; write one line each, in order." };
        command.Add(text);
        command.Add(ndjson);
        command.Validators.Add(result =>
        {
            if (result.GetValue(ndjson) == (result.GetValue(text) is not null))
            {
                result.AddError("Give a text, or --ndjson to read lines from standard input.");
            }
        });
        command.SetAction((parsed, stopping) => parsed.GetValue(ndjson) ? ScoreLines(stopping) : Task.FromResult(ScoreText(parsed.GetValue(text)!)));
        return command;
    }

    private static async Task<int> ScoreLines(CancellationToken stopping)
    {
        NativeHeap.Tune();
        using var model = LocalModel.Load();
        return model is null ? ReasonatorCommand.Failed : await NdjsonRun.RunAsync(line => Score(model, line), stopping);
    }

    private static int ScoreText(string text)
    {
        using var model = LocalModel.Load();
        if (model is null)
        {
            return ReasonatorCommand.Failed;
        }

        try
        {
            using var output = Console.OpenStandardOutput();
            output.Write([.. Score(model, new NdjsonLine(null, text)), (byte)'\n']);
            return 0;
        }
        catch (FormatException e)
        {
            Console.Error.WriteLine($"The text {e.Message}.");
            return ReasonatorCommand.Failed;
        }
    }

    private static byte[] Score(LoadedModel model, NdjsonLine line)
    {
        var text = line.Text.AsSpan().Trim();
        if (text.Length is 0 or > ScoreItem.LongestText)
        {
            throw new FormatException($"must have 1 to {ScoreItem.LongestText} UTF-16 units after trimming white space; this has {text.Length}");
        }

        var tokens = model.Tokenize(text);
        var logits = model.Network.Infer(tokens);
        if (!logits.AreFinite)
        {
            throw new FormatException("makes the model fail: its output is not a finite number");
        }

        var verdict = model.Labels.ToVerdict(logits);
        return NdjsonOutput.Score(new ScoreLine(
            line.Id,
            LabelOrder.Name(verdict.Label),
            verdict.Sentiment,
            new Scores(verdict.Positive, verdict.Negative, verdict.Neutral),
            tokens.Length,
            tokens.Truncated,
            model.Manifest.Name,
            model.Sha,
            model.Fingerprint));
    }
}
