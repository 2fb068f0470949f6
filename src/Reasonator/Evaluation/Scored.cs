using Reasonator.Inference.Runtime;
using Reasonator.Models;
using Reasonator.Scoring;

namespace Reasonator.Evaluation;

/// <summary>The verdicts of a model on texts, in their order, beside the truth.</summary>
internal sealed record Scored(IReadOnlyList<Label> Truths, IReadOnlyList<Verdict> Verdicts)
{
    public IReadOnlyList<(Label Truth, Label Answer)> Answers { get; } = [.. Truths.Zip(Verdicts, (truth, verdict) => (truth, verdict.Label))];

    /// <summary>The probability of each label that was given, and whether it was right.</summary>
    public IReadOnlyList<(double Confidence, bool Right)> Confidences { get; } =
        [.. Truths.Zip(Verdicts, (truth, v) => (Math.Max(v.Positive, Math.Max(v.Negative, v.Neutral)), v.Label == truth))];

    /// <summary>Scores texts on every core, as the service would.</summary>
    /// <param name="model">A proven model.</param>
    /// <param name="texts">What to score, and the truth.</param>
    /// <param name="done">Called after each text.</param>
    /// <exception cref="EvaluationException">A text that the service would refuse, or at which the model fails.</exception>
    public static Scored Of(LoadedModel model, IReadOnlyList<LabelledText> texts, Action done)
    {
        var verdicts = new Verdict[texts.Count];
        ModelThreads.ForEach([.. Enumerable.Range(0, texts.Count)], i => verdicts[i] = Score(model, texts[i].Text.AsSpan().Trim(), i, done));
        return new Scored([.. texts.Select(text => text.Label)], verdicts);
    }

    private static Verdict Score(LoadedModel model, ReadOnlySpan<char> text, int index, Action done)
    {
        if (text.Length is 0 or > ScoreItem.LongestText)
        {
            throw new EvaluationException($"Text {index + 1} must have 1 to {ScoreItem.LongestText} UTF-16 units; it has {text.Length}.");
        }

        var logits = model.Network.Infer(model.Tokenize(text));
        done();
        return logits.AreFinite ? model.Labels.ToVerdict(logits) : throw new EvaluationException($"The model fails at text {index + 1}: its output is not a finite number.");
    }
}
