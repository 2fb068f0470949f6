using System.CommandLine;
using Reasonator.Inference.Runtime;
using Reasonator.Models;

namespace Reasonator.Ops;

/// <summary><c>model selftest</c>: the golden texts by hand, each with what came out of it.</summary>
internal static class ModelSelfTestVerb
{
    private const int Shown = 80;

    public static Command Create()
    {
        var command = new Command("selftest", "Loads a model as the service does and runs its golden texts.");
        var name = new Option<string?>("--name") { Description = "The model's folder in MODELS_DIR (default: MODEL, or finbert-mini)." };
        var golden = new Option<string?>("--golden") { Description = "Another file of golden texts, to run as well: text, and label, positive, negative, neutral or logits_fp32 a line." };
        command.Add(name);
        command.Add(golden);
        command.SetAction(parsed => Run(parsed.GetValue(name), parsed.GetValue(golden)));
        return command;
    }

    private static int Run(string? name, string? golden)
    {
        // The loading itself runs the model's own golden texts, and stops at the first that fails.
        using var model = LocalModel.Load(name);
        if (model is null)
        {
            return ReasonatorCommand.Failed;
        }

        try
        {
            var path = golden ?? Path.Combine(LocalModel.Folder(name), model.Manifest.Golden.Name);
            var (passed, failed) = RunTexts(model, File.ReadAllBytes(path));
            Console.WriteLine($"{model.Manifest.Name}, weights {model.Sha}, fingerprint {model.Fingerprint}: {passed} of {passed + failed} golden texts as recorded, tolerance {model.Manifest.Golden.Tolerance}");
            return failed == 0 ? 0 : ReasonatorCommand.Failed;
        }
        catch (Exception e) when (e is ModelException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e.Message);
            return ReasonatorCommand.Failed;
        }
    }

    private static (int Passed, int Failed) RunTexts(LoadedModel model, byte[] golden)
    {
        var (number, failed) = (0, 0);
        foreach (var text in GoldenText.ReadAll(golden))
        {
            try
            {
                var (verdict, difference) = SelfTest.Check(model, text, ++number, TimeProvider.System, (_, _) => { });
                Console.WriteLine($"ok  {(verdict is { } v ? LabelOrder.Name(v.Label) : "(ids)"),-8}  {difference:F4}  {Beginning(text.Text)}");
            }
            catch (ModelException e)
            {
                failed++;
                Console.WriteLine($"FAILED  {e.Message}  {Beginning(text.Text)}");
            }
        }

        return (number - failed, failed);
    }

    /// <summary>As much of a text as a line has room for.</summary>
    private static string Beginning(string text) => TerminalText.Of(text.Length > Shown ? $"{text[..Shown]}…" : text);
}
