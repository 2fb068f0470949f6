using System.Text.Json;
using Reasonator.Inference.Runtime;
using Reasonator.Scoring;

namespace Reasonator.Evaluation;

/// <summary>
/// Recorded answers of another model: lines of JSON with a text and a label, or the three probabilities, which are fields
/// of their own or of <c>scores</c>.
/// </summary>
internal sealed record OtherAnswer(string Text, Label Label, Scores? Scores);

internal static class OtherAnswers
{
    /// <exception cref="EvaluationException">Missing, or a line that is no answer.</exception>
    public static IReadOnlyList<OtherAnswer> Read(string path)
    {
        try
        {
            var answers = File.ReadLines(path).Select((line, i) => (line, number: i + 1)).Where(l => l.line.Length > 0).Select(l => Parse(path, l.line, l.number)).ToList();
            return answers.Count > 0 ? answers : throw new EvaluationException($"{path} holds no answer.");
        }
        catch (IOException)
        {
            throw new EvaluationException($"{path} cannot be read: --compare must name a file of answers, a JSON object with text and label a line.");
        }
    }

    private static OtherAnswer Parse(string path, string line, int number)
    {
        try
        {
            var answer = JsonDocument.Parse(line).RootElement;
            var scores = ScoresOf(answer.TryGetProperty("scores", out var nested) ? nested : answer);
            Label? label = answer.TryGetProperty("label", out var name) ? DataSets.LabelOf(name.GetString()!)
                : scores is null ? null : Verdict.Of(scores.Positive, scores.Negative, scores.Neutral).Label;
            return new OtherAnswer(answer.GetProperty("text").GetString()!, label ?? throw new FormatException(), scores);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new EvaluationException($"{path} has no answer at line {number}: a text is wanted, and a label (positive, negative, neutral) or the three probabilities.");
        }
    }

    private static Scores? ScoresOf(JsonElement from) =>
        from.TryGetProperty("positive", out var positive) && from.TryGetProperty("negative", out var negative) && from.TryGetProperty("neutral", out var neutral)
            ? new Scores(positive.GetDouble(), negative.GetDouble(), neutral.GetDouble())
            : null;
}
