using Reasonator.Formats;
using Reasonator.Inference.Runtime;
using Reasonator.Scoring;

namespace Reasonator.Evaluation;

/// <summary>
/// Recorded answers of another model: a table, or lines of JSON, with a text and a label, or the three probabilities, which
/// are fields of their own or of <c>scores</c>.
/// </summary>
internal sealed record OtherAnswer(string Text, Label Label, Scores? Scores);

internal static class OtherAnswers
{
    private static readonly InputColumns Columns = new(Label: "label", Probabilities: true);

    /// <exception cref="EvaluationException">Missing, or a line that is no answer.</exception>
    public static IReadOnlyList<OtherAnswer> Read(string path)
    {
        try
        {
            var answers = NamedFile.Read(
                "--compare", path, "give a file of answers, with text and label", file => new InputRows(path, Columns).Read(file).Select(Answer).ToList());
            return answers.Count > 0 ? answers : throw new EvaluationException($"{path} holds no answer.");
        }
        catch (FormatException e)
        {
            throw new EvaluationException(e.Message);
        }
    }

    private static OtherAnswer Answer(InputRow row)
    {
        var scores = row.Probabilities is { } p ? new Scores(p.Positive, p.Negative, p.Neutral) : null;
        var label = (row.Label, scores) switch
        {
            ({ } name, _) => DataSets.LabelOf(name),
            (null, { } s) => Verdict.Of(s.Positive, s.Negative, s.Neutral).Label,
            _ => null,
        };
        return new OtherAnswer(
            row.RequireText(),
            label ?? throw new FormatException($"line {row.Line}: no answer: a label (positive, negative, neutral) or the three probabilities are wanted"),
            scores);
    }
}
