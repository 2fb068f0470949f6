namespace Reasonator.Inference.Runtime;

/// <summary>
/// Which output of the graph is which label. It differs between public FinBERTs, and a wrong guess turns good news
/// into bad, so it always comes from the manifest.
/// </summary>
public sealed class LabelOrder
{
    /// <summary>Decimals that a probability is rounded to.</summary>
    // A float32 logit carries about seven digits. Rounding there also hides the last-bit differences between the
    // exponential functions of C libraries, so that the same logits are the same bytes on every host.
    public const int Decimals = 7;

    private readonly Label[] _labels;

    /// <param name="names">"positive", "negative" and "neutral", each once, in the graph's order.</param>
    /// <exception cref="ArgumentException">The names are not those three.</exception>
    public LabelOrder(IReadOnlyList<string> names)
    {
        if (!IsValid(names))
        {
            throw new ArgumentException("The label order must hold positive, negative and neutral, each once.", nameof(names));
        }

        _labels = [.. names.Select(name => Enum.GetValues<Label>().Single(label => Name(label) == name))];
    }

    /// <summary>True for "positive", "negative" and "neutral", each once, in any order.</summary>
    public static bool IsValid(IReadOnlyList<string> names) =>
        names.Count == 3 && Enum.GetValues<Label>().All(label => names.Contains(Name(label)));

    /// <summary>The three names in the graph's order.</summary>
    public IReadOnlyList<string> Names => [.. _labels.Select(Name)];

    /// <summary>The lower-case name of a label, as the contract writes it.</summary>
    public static string Name(Label label) => label switch
    {
        Label.Positive => "positive",
        Label.Negative => "negative",
        _ => "neutral",
    };

    /// <summary>Softmax over the logits, with each probability under its label.</summary>
    public Verdict ToVerdict(Logits logits)
    {
        Span<float> values = [logits.First, logits.Second, logits.Third];
        var largest = 0;
        for (var i = 1; i < 3; i++)
        {
            largest = values[i] > values[largest] ? i : largest;
        }

        // Shift by the true maximum: exp never sees a positive number, so it cannot overflow.
        Span<double> weights = stackalloc double[3];
        var sum = 0.0;
        for (var i = 0; i < 3; i++)
        {
            sum += weights[i] = Math.Exp((double)values[i] - values[largest]);
        }

        Span<double> byLabel = stackalloc double[3];
        for (var i = 0; i < 3; i++)
        {
            byLabel[(int)_labels[i]] = Math.Round(weights[i] / sum, Decimals);
        }

        return new Verdict(_labels[largest], byLabel[0], byLabel[1], byLabel[2]);
    }
}
