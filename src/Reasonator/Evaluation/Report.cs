using System.Globalization;
using System.Text;

namespace Reasonator.Evaluation;

/// <summary>Figures as a person reads them: Markdown, no text of any set in it.</summary>
internal static class Report
{
    public const string FileName = "README.md";

    public static string OfSet(DataSet set, Metrics m)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            # {m.Model} on {set.Title}

            {m.Texts} texts of `{set.File}` (SHA-256 `{set.Sha256[..16]}…`), {m.LeftOut} left out. {set.Mapping} Terms of the set: {set.Licence}.
            Weights `{m.ModelSha}`, fingerprint `{m.Fingerprint}`, {m.Cpu}.

            | | {m.Model} | 95 % interval | word list |
            |---|---|---|---|
            | accuracy | {m.Accuracy.Value:F4} | {m.Accuracy.Low:F4} to {m.Accuracy.High:F4} | {m.Baseline.Accuracy:F4} |
            | macro F1 | {m.MacroF1.Value:F4} | {m.MacroF1.Low:F4} to {m.MacroF1.High:F4} | {m.Baseline.MacroF1:F4} |
            | weighted F1 | {m.WeightedF1:F4} | | |
            | calibration error (ECE, 15 bins) | {m.CalibrationError:F4} | | |

            Only the model is right at {m.Baseline.OnlyModel} texts, only the word list at {m.Baseline.OnlyBaseline}: McNemar p = {m.Baseline.P:G3}.

            | label | precision | recall | F1 | texts |
            |---|---|---|---|---|

            """);
        foreach (var label in m.Labels)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {label.Label} | {label.Precision:F4} | {label.Recall:F4} | {label.F1:F4} | {label.Support} |\n");
        }

        page.Append("\n![Confusion](confusion.svg) ![Reliability](reliability.svg) ![Sentiments](sentiments.svg)\n");
        if (set.Published.Count > 0)
        {
            page.Append("\nPublished by others:\n\n").AppendJoin('\n', set.Published.Select(figure => $"- {figure}")).Append('\n');
        }

        return page.ToString().ReplaceLineEndings("\n");
    }

    public static string Index(IEnumerable<Metrics> all, IEnumerable<ComparisonMetrics> comparisons)
    {
        var page = new StringBuilder("""
            # Evaluation

            Written by `reasonator eval`; two runs on one machine give the same bytes. No text of any set is in this repository.

            | set | model | texts | accuracy (95 %) | macro F1 (95 %) | weighted F1 | ECE | word list | McNemar p |
            |---|---|---|---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var m in all)
        {
            page.Append(CultureInfo.InvariantCulture, $"| [{m.Set}]({m.Set}/README.md) | {m.Model} | {m.Texts} | {m.Accuracy.Value:F4} ({m.Accuracy.Low:F4} to {m.Accuracy.High:F4}) | {m.MacroF1.Value:F4} ({m.MacroF1.Low:F4} to {m.MacroF1.High:F4}) | {m.WeightedF1:F4} | {m.CalibrationError:F4} | {m.Baseline.Accuracy:F4} | {m.Baseline.P:G3} |\n");
        }

        foreach (var c in comparisons)
        {
            page.Append(CultureInfo.InvariantCulture, $"\nAgreement with the labels in `{c.File}`: {c.Agreement:P2} of {c.Texts} texts, Cohen's kappa {c.Kappa:F4}{(c.MeanDifference is { } d ? $", mean difference of a probability {d:F4}" : "")}.\n");
        }

        return page.ToString();
    }
}
