using System.Diagnostics;
using Spectre.Console;

namespace Reasonator.Ops;

/// <summary>
/// Says on standard error how far a run is: a line that is rewritten on a terminal, unless the results go there too; the
/// faults in any case.
/// </summary>
internal sealed class LineProgress
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
    private readonly bool _shows = !Console.IsErrorRedirected && Console.IsOutputRedirected;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _shown = -Pause;
    private long _done;

    public void Add(string? fault)
    {
        _done++;
        if (fault is not null)
        {
            Clear();
            Console.Error.WriteLine(fault);
        }

        if (_shows && _watch.Elapsed - _shown > Pause)
        {
            _shown = _watch.Elapsed;
            Clear();
            _console.Markup($"{_done:N0} lines, {_done / _watch.Elapsed.TotalSeconds:N0} a second");
        }
    }

    public void Done(int failed)
    {
        Clear();
        if (_shows)
        {
            _console.MarkupLine($"[green]{_done:N0} lines[/] in {_watch.Elapsed.TotalSeconds:N1} s, {failed:N0} failed");
        }
    }

    /// <summary>Back to the line's start. Past the console, which would make a new line of a carriage return.</summary>
    private void Clear()
    {
        if (_shows)
        {
            Console.Error.Write(_console.Profile.Capabilities.Ansi ? "\r\e[K" : "\r");
        }
    }
}
