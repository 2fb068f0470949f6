using Spectre.Console;

namespace Reasonator.Runbook;

/// <summary>What a verb says: a line each, its first word the kind of line. Nothing secret is ever given to it.</summary>
internal sealed class Report
{
    private readonly IAnsiConsole _console;

    private readonly bool _isRehearsal;

    /// <param name="output">Where the lines go; colours only where that is a terminal.</param>
    /// <param name="isRehearsal">Whether nothing of what is said is done.</param>
    public Report(TextWriter output, bool isRehearsal)
    {
        _isRehearsal = isRehearsal;
        var place = new AnsiConsoleOutput(output);
        _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = place, Ansi = place.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No });
        if (!_console.Profile.Out.IsTerminal)
        {
            // A line is a line for whoever reads it by program.
            _console.Profile.Width = 100_000;
        }
    }

    /// <summary>How many changes were made.</summary>
    public int Changes { get; private set; }

    /// <summary>How many things are not as they must be.</summary>
    public int Faults { get; private set; }

    /// <summary>Something is as it should be.</summary>
    public void Found(string what) => Line("found", Color.Grey, what);

    /// <summary>Something is not there yet.</summary>
    public void Missing(string what) => Line("missing", Color.Yellow, what);

    public void Changed(string what)
    {
        Changes++;
        Line(_isRehearsal ? "would" : "changed", Color.Green, what);
    }

    /// <summary>A step that only a person can do.</summary>
    public void Manual(string what) => Line("manual", Color.Aqua, what);

    public void Warning(string what) => Line("warning", Color.Yellow, what);

    /// <summary>Something is not as it must be; the verb goes on and fails at its end.</summary>
    public void Wrong(string what)
    {
        Faults++;
        Line("wrong", Color.Red, what);
    }

    /// <summary>What another program says, for instance a build.</summary>
    public void Log(string line) => Line("log", Color.Grey, line);

    /// <summary>A call that a rehearsal does not make.</summary>
    public void Call(string call) => Line("call", Color.Blue, call);

    public void Table(Table table) => _console.Write(table);

    private void Line(string kind, Color colour, string text)
    {
        _console.Write(new Text(kind.PadRight(8), new Style(colour)));
        // A control character in somebody else's text could rewrite what was said before.
        _console.WriteLine(string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)));
    }
}
