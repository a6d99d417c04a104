using System.Globalization;

namespace HighPerfChainSync.EndToEnd.Processes;

/// <summary>Processor time of a process by kind of thread, told by their names: what native threads use is in no counter of the host's. Linux only.</summary>
internal sealed class ThreadTimes
{
    /// <summary><c>USER_HZ</c>, which is 100 on every Linux.</summary>
    private const double TicksPerSecond = 100;

    private readonly Dictionary<string, (string Name, double Seconds)> _threads = [];

    /// <summary>Those of librdkafka: requests, compression, transactions.</summary>
    public double Librdkafka => Sum("rdk:");

    /// <summary>The one that compiles methods anew that are called often.</summary>
    public double Compiler => Sum(".NET Tiered");

    /// <summary>Reads all threads that live now; those that have ended keep their last reading.</summary>
    public void Read(int process)
    {
        string folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/task");
        if (!Directory.Exists(folder)) return;
        foreach (string task in Directory.EnumerateDirectories(folder))
        {
            try
            {
                if (Parse(File.ReadAllText(Path.Combine(task, "stat"))) is { } thread) _threads[task] = thread;
            }
            catch (Exception ended) when (ended is IOException or UnauthorizedAccessException)
            {
                // Between the listing and the reading.
            }
        }
    }

    /// <summary>The name, which may hold anything, and user and system time of a line of proc(5).</summary>
    internal static (string Name, double Seconds)? Parse(string stat)
    {
        int open = stat.IndexOf('(', StringComparison.Ordinal);
        int close = stat.LastIndexOf(')');
        if (open < 0 || close < open) return null;
        string[] fields = stat[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 13) return null;
        double ticks = double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture);
        return (stat[(open + 1)..close], ticks / TicksPerSecond);
    }

    private double Sum(string prefix)
    {
        double sum = 0;
        foreach ((string name, double seconds) in _threads.Values)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal)) sum += seconds;
        }

        return sum;
    }
}
