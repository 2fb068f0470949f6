using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Reasonator.Uploads;

/// <summary>Says on standard error how far an upload is: a bar on a terminal that it has for itself, a line now and then elsewhere.</summary>
internal sealed class UploadProgress(TimeProvider time, bool showsBar)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
    private ProgressTask? _task;
    private long _total;
    private long _done;
    private long _fresh;
    private long? _start;
    private long _last;
    private long _said;

    /// <param name="total">Items.</param>
    /// <param name="work">What is shown.</param>
    public async Task RunAsync(long total, Func<Task> work)
    {
        _total = total;
        _said = time.GetTimestamp();
        if (!showsBar)
        {
            await work();
            return;
        }

        await _console.Progress().Columns(new ProgressBarColumn(), new PercentageColumn(), new Tally(this)).StartAsync(async context =>
        {
            _task = context.AddTask("items", maxValue: total);
            await work();
        });
    }

    public void Say(string line)
    {
        if (showsBar)
        {
            _console.WriteLine(line);
        }
        else
        {
            Console.Error.WriteLine(line);
        }
    }

    /// <summary>Items whose results an earlier run has written: they tell nothing of the rate.</summary>
    public void Recall(int items)
    {
        _done += items;
        _task?.Value = _done;
    }

    /// <summary>From here on the service is at work, of which the rate tells.</summary>
    public void Begin() => _start ??= time.GetTimestamp();

    /// <summary>One more result.</summary>
    public void Add()
    {
        _last = time.GetTimestamp();
        _fresh++;
        _done++;
        _task?.Value = _done;
        if (!showsBar && time.GetElapsedTime(_said) > Between)
        {
            _said = time.GetTimestamp();
            Console.Error.WriteLine(ToString());
        }
    }

    public override string ToString()
    {
        var tally = string.Create(CultureInfo.InvariantCulture, $"{_done:N0} of {_total:N0} items");
        if (_fresh == 0 || _start is not { } start)
        {
            return tally;
        }

        // Results come in chunks: the rate is that of the moment in which the last came, and the time since then is counted down.
        var rate = _fresh / time.GetElapsedTime(start, _last).TotalSeconds;
        var left = TimeSpan.FromSeconds(Math.Clamp(((_total - _done) / rate) - time.GetElapsedTime(_last).TotalSeconds, 0, TimeSpan.FromDays(99).TotalSeconds));
        return string.Create(CultureInfo.InvariantCulture, $"{tally}, {rate:N0} a second, {(left.TotalHours < 1 ? left.ToString(@"mm\:ss") : left.ToString(@"d\.hh\:mm\:ss"))} to go");
    }

    private sealed class Tally(UploadProgress progress) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(progress.ToString());
    }
}
