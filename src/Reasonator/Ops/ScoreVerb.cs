using System.CommandLine;
using Reasonator.Inference.Runtime;
using Reasonator.Inference.Tokenization;
using Reasonator.Models;
using Reasonator.Scoring;
using Spectre.Console;

namespace Reasonator.Ops;

/// <summary><c>score "text"</c>, <c>score --explain "text"</c> and <c>score --ndjson &lt; file</c>.</summary>
internal static class ScoreVerb
{
    public static Command Create()
    {
        var command = new Command("score", "Scores a text, or with --ndjson each line {\"text\":…} of standard input.");
        var text = new Argument<string?>("text") { Arity = ArgumentArity.ZeroOrOne, Description = "The text to score." };
        var ndjson = new Option<bool>("--ndjson") { Description = "Read lines of JSON from standard input; write one line each, in order." };
        var explain = new Option<bool>("--explain") { Description = $"Say what each word does to the sentiment of the text (at most {ScoreRequest.MostWords} words): in colour on a terminal, as JSON elsewhere." };
        command.Add(text);
        command.Add(ndjson);
        command.Add(explain);
        command.Validators.Add(result =>
        {
            if (result.GetValue(ndjson) == (result.GetValue(text) is not null))
            {
                result.AddError("Give a text, or --ndjson to read lines from standard input.");
            }
            else if (result.GetValue(ndjson) && result.GetValue(explain))
            {
                result.AddError("One text is explained at a time: leave --ndjson out.");
            }
        });
        command.SetAction((parsed, stopping) => parsed.GetValue(ndjson)
            ? ScoreLines(stopping)
            : Task.FromResult(ScoreText(parsed.GetValue(text)!, parsed.GetValue(explain))));
        return command;
    }

    private static async Task<int> ScoreLines(CancellationToken stopping)
    {
        NativeHeap.Tune();
        using var model = LocalModel.Load();
        return model is null ? ReasonatorCommand.Failed : await NdjsonRun.RunAsync(line => NdjsonOutput.Score(Score(model, line)), stopping);
    }

    private static int ScoreText(string text, bool explain)
    {
        using var model = LocalModel.Load();
        if (model is null)
        {
            return ReasonatorCommand.Failed;
        }

        try
        {
            var score = Score(model, new NdjsonLine(null, text));
            score = explain ? score with { Words = Explanation.Explain(text.Trim(), part => Infer(model, part).Verdict) } : score;
            if (explain && !Console.IsOutputRedirected)
            {
                Explanation.Write(AnsiConsole.Console, text.Trim(), score);
                return 0;
            }

            using var output = Console.OpenStandardOutput();
            output.Write([.. NdjsonOutput.Score(score), (byte)'\n']);
            return 0;
        }
        catch (FormatException e)
        {
            Console.Error.WriteLine($"The text {e.Message}.");
            return ReasonatorCommand.Failed;
        }
    }

    private static ScoreLine Score(LoadedModel model, NdjsonLine line)
    {
        var text = line.Text.AsSpan().Trim();
        if (text.Length is 0 or > ScoreItem.LongestText)
        {
            throw new FormatException($"must have 1 to {ScoreItem.LongestText} UTF-16 units after trimming white space; this has {text.Length}");
        }

        var (tokens, verdict) = Infer(model, text);
        return new ScoreLine(
            line.Id,
            LabelOrder.Name(verdict.Label),
            verdict.Sentiment,
            new Scores(verdict.Positive, verdict.Negative, verdict.Neutral),
            tokens.Length,
            tokens.Truncated,
            model.Manifest.Name,
            model.Sha,
            model.Fingerprint);
    }

    private static (TokenSequence Tokens, Verdict Verdict) Infer(LoadedModel model, ReadOnlySpan<char> text)
    {
        var tokens = model.Tokenize(text);
        var logits = model.Network.Infer(tokens);
        return logits.AreFinite
            ? (tokens, model.Labels.ToVerdict(logits))
            : throw new FormatException("makes the model fail: its output is not a finite number");
    }
}
