using System.CommandLine;
using System.Globalization;
using Reasonator.Evaluation;
using Reasonator.Models;
using Spectre.Console;

namespace Reasonator.Ops;

/// <summary><c>eval --set NAME --data DIR --out DIR</c>: how good the model is, and how sure one can be of it.</summary>
internal static class EvalVerb
{
    private const string All = "all";

    public static Command Create()
    {
        var command = new Command("eval", "Evaluates a model on labelled sets and writes a report, figures as JSON, and pictures.");
        var sets = new Option<string[]>("--set") { Description = $"{string.Join(", ", DataSets.Names)}, all, or a .csv, .tsv or NDJSON file with text (or headline) and label; may be given several times." };
        var compare = new Option<string[]>("--compare") { Description = "Another model's answers, a .csv, .tsv or NDJSON file with text and label or the three probabilities: how far they agree." };
        var data = new Option<string>("--data") { Description = "The folder that holds the sets.", DefaultValueFactory = _ => "../shared/data" };
        var to = new Option<string>("--out") { Description = "Where the report goes.", DefaultValueFactory = _ => "eval" };
        var name = new Option<string?>("--name") { Description = "The model's folder in MODELS_DIR (default: MODEL, or finbert-mini)." };
        foreach (var option in (Option[])[sets, compare, data, to, name])
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(sets) is not { Length: > 0 } && result.GetValue(compare) is not { Length: > 0 })
            {
                result.AddError("Give --set, --compare or both.");
            }
        });
        command.SetAction(parsed => Run(parsed.GetValue(sets) ?? [], parsed.GetValue(compare) ?? [], parsed.GetValue(data)!, parsed.GetValue(to)!, parsed.GetValue(name)));
        return command;
    }

    private static int Run(string[] sets, string[] compare, string data, string to, string? name)
    {
        try
        {
            // Everything is read before anything is run: a wrong name costs no minutes.
            DataSet[] read = [.. sets.SelectMany(set => set == All ? DataSets.Names : [set]).Distinct().Select(set => DataSets.Read(set, data))];
            using var model = LocalModel.Load(name);
            if (model is null)
            {
                return ReasonatorCommand.Failed;
            }

            Directory.CreateDirectory(to);
            foreach (var line in WithProgress(progress => Evaluate(model, read, compare, to, progress)))
            {
                Console.WriteLine(line);
            }

            return 0;
        }
        catch (Exception e) when (e is EvaluationException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e.Message);
            return ReasonatorCommand.Failed;
        }
        catch (AggregateException e) when (e.InnerException is EvaluationException fault)
        {
            Console.Error.WriteLine(fault.Message);
            return ReasonatorCommand.Failed;
        }
    }

    private static List<string> Evaluate(LoadedModel model, DataSet[] sets, string[] compare, string to, ProgressContext? progress)
    {
        var (run, lines) = (new EvaluationRun(model, to), new List<string>());
        foreach (var set in sets)
        {
            var task = progress?.AddTask(set.Name, maxValue: set.Texts.Count);
            var m = run.Evaluate(set, () => task?.Increment(1));
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{m.Set}: {m.Texts} texts, accuracy {m.Accuracy.Value:F4} ({m.Accuracy.Low:F4} to {m.Accuracy.High:F4}), macro F1 {m.MacroF1.Value:F4}, weighted F1 {m.WeightedF1:F4}, ECE {m.CalibrationError:F4}; word list {m.Baseline.Accuracy:F4}, McNemar p {m.Baseline.P:G3}"));
        }

        foreach (var file in compare)
        {
            var task = progress?.AddTask(Path.GetFileName(file));
            lines.Add(run.Compare(file, count => task?.MaxValue(count), () => task?.Increment(1)).ToString());
        }

        run.WriteIndex();
        return lines;
    }

    // The lines come after it: on one terminal they would tear the bars apart.
    private static List<string> WithProgress(Func<ProgressContext?, List<string>> work) => Console.IsErrorRedirected
        ? work(null)
        : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }).Progress().Start(context => work(context));
}
