using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;

namespace Reasonator.Queues;

/// <summary>A worker process as its parent sees it.</summary>
internal sealed class Child : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<Line> _lines = Channel.CreateUnbounded<Line>();

    private Child(Plan plan)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["worker", plan.ToString()]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, e) => Keep(e.Data);
        _process.BeginOutputReadLine();
    }

    public static async Task<Child> StartAsync(Plan plan, bool working = true)
    {
        var child = new Child(plan);
        await child.NextAsync("ready");
        if (working)
        {
            child.Say("start");
        }

        return child;
    }

    public void Say(string line) => _process.StandardInput.WriteLine(line);

    /// <summary>The next line of a kind; those before it are dropped. Cancelled after a minute.</summary>
    public async Task<Line> NextAsync(string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            var line = await _lines.Reader.ReadAsync(patience.Token);
            if (line.What == what)
            {
                return line;
            }
        }
    }

    /// <summary>Every line that has come and was not read.</summary>
    public IEnumerable<Line> Rest()
    {
        while (_lines.Reader.TryRead(out var line))
        {
            yield return line;
        }
    }

    /// <summary>A number of /proc/PID/status: VmRSS in kB, Threads.</summary>
    public double Status(string field)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(field + ":", StringComparison.Ordinal));
        return double.Parse(line[(field.Length + 1)..].Replace("kB", ""), CultureInfo.InvariantCulture);
    }

    public double CpuSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>KILL, STOP or CONT.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, _process.Id.ToString()]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Ends the process, which has nothing to lose.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line?.Split(' ') is [var what, var number, var ticks] && long.TryParse(ticks, out var at))
        {
            _lines.Writer.TryWrite(new Line(what, long.Parse(number), at));
        }
        else if (line is not null)
        {
            Console.Error.WriteLine(line);
        }
    }
}
