using System.CommandLine;
using System.CommandLine.Parsing;
using Reasonator.Formats;
using Reasonator.Inference.Runtime;
using Reasonator.Inference.Tokenization;
using Reasonator.Models;
using Reasonator.Scoring;
using Spectre.Console;

namespace Reasonator.Ops;

/// <summary><c>score "text"</c>, <c>score --explain "text"</c>, <c>score &lt; lines</c> and <c>score --ndjson &lt; file</c>.</summary>
internal static class ScoreVerb
{
    private const string Input = "-";

    private static readonly Argument<string?> Text = new("text") { Arity = ArgumentArity.ZeroOrOne, Description = "The text to score; - or none for lines of standard input, each a text." };
    private static readonly Option<bool> Ndjson = new("--ndjson") { Description = "The lines of standard input are JSON objects {\"id\":…,\"text\":…}; one line each is written, in order." };
    private static readonly Option<bool> Explain = new("--explain") { Description = $"Say what each word does to the sentiment of the text (at most {ScoreRequest.MostWords} words): in colour on a terminal, as JSON elsewhere." };

    public static Command Create()
    {
        var command = new Command("score", "Scores a text, or each line of standard input.") { Text, Ndjson, Explain };
        command.Validators.Add(result =>
        {
            var isText = result.GetValue(Text) is not (null or Input);
            if (isText && result.GetValue(Ndjson))
            {
                result.AddError("Give a text, or --ndjson to read lines from standard input.");
            }
            else if (!isText && result.GetValue(Explain))
            {
                result.AddError("One text is explained at a time: give it, and leave --ndjson out.");
            }
            else if (!isText && !result.GetValue(Ndjson) && !Console.IsInputRedirected)
            {
                result.AddError("Give a text, or lines on standard input: with --ndjson if they are JSON.");
            }
        });
        command.SetAction((parsed, stopping) => RunAsync(parsed, stopping));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stopping)
    {
        var (text, isQuoted) = (parsed.GetValue(Text), parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash));
        if (text is null || (text == Input && !isQuoted))
        {
            return await ScoreLines(parsed.GetValue(Ndjson), stopping);
        }

        if (text.StartsWith('-') && !isQuoted)
        {
            await Console.Error.WriteLineAsync($"{TerminalText.Of(text.Split(' ')[0])} is no option of score. A text that begins with a hyphen goes behind two: score -- TEXT");
            return ReasonatorCommand.Usage;
        }

        return ScoreText(text, parsed.GetValue(Explain));
    }

    private static async Task<int> ScoreLines(bool isJson, CancellationToken stopping)
    {
        NativeHeap.Tune();
        using var model = LocalModel.Load();
        if (model is null)
        {
            return ReasonatorCommand.Failed;
        }

        using var run = new LineRun(isJson, (id, text) => BertTokenizer.IsBlank(text) ? null : NdjsonOutput.Score(Score(model, id, text)));
        return await run.RunAsync(stopping);
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
            var score = BertTokenizer.IsBlank(text) ? throw new FormatException("the text is empty") : Score(model, null, text);
            score = explain ? score with { Words = Explanation.Explain(text.Trim(), part => Infer(model, part).Verdict) } : score;
            if (explain && !Console.IsOutputRedirected)
            {
                Explanation.Write(AnsiConsole.Console, text.Trim(), score);
                return 0;
            }

            using var output = StandardOutput.Open();
            output.Write([.. NdjsonOutput.Score(score), (byte)'\n']);
            return 0;
        }
        catch (FormatException e)
        {
            Console.Error.WriteLine($"Refused: {e.Message}.");
            return ReasonatorCommand.Failed;
        }
    }

    private static ScoreLine Score(LoadedModel model, string? id, string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Length > ScoreItem.LongestText)
        {
            throw new FormatException(InputRow.LengthFault(trimmed.Length));
        }

        var (tokens, verdict) = Infer(model, trimmed);
        return new ScoreLine(
            id,
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
            : throw new FormatException("the text makes the model fail: its output is not a finite number");
    }
}
