using System.Diagnostics;
using Spectre.Console;

namespace Reasonator.Ops;

/// <summary>Says on standard error how far a run is: a line that is rewritten on a terminal, only the faults elsewhere.</summary>
internal sealed class LineProgress
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _shown;
    private long _done;

    public void Add(string? fault)
    {
        _done++;
        if (fault is not null)
        {
            Clear();
            Console.Error.WriteLine(fault);
        }

        if (!Console.IsErrorRedirected && _watch.Elapsed - _shown > Pause)
        {
            _shown = _watch.Elapsed;
            _console.Markup($"\r[grey]{_done:N0} lines, {_done / _watch.Elapsed.TotalSeconds:N0} a second[/] ");
        }
    }

    public void Done(int failed)
    {
        Clear();
        if (!Console.IsErrorRedirected)
        {
            _console.MarkupLine($"[green]{_done:N0} lines[/] in {_watch.Elapsed.TotalSeconds:N1} s, {failed:N0} failed");
        }
    }

    private static void Clear()
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write("\r\u001b[K");
        }
    }
}
