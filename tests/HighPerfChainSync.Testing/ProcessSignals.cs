using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace HighPerfChainSync.Testing;

/// <summary>POSIX signals to a process, by their numbers on Linux.</summary>
public static partial class ProcessSignals
{
    /// <summary>SIGINT.</summary>
    public const int Interrupt = 2;

    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>SIGTERM.</summary>
    public const int Terminate = 15;

    /// <summary>SIGCONT.</summary>
    public const int Continue = 18;

    /// <summary>SIGSTOP.</summary>
    public const int Suspend = 19;

    /// <summary>Sends one.</summary>
    /// <exception cref="Win32Exception">The process is gone, or not ours.</exception>
    public static void Send(this Process process, int signal)
    {
        ArgumentNullException.ThrowIfNull(process);
        if (SendSignal(process.Id, signal) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int process, int signal);
}
