; Inno Setup 6.3 script of the Windows installer. On Windows, in the checkout:
;   py build_scripts\build_app.py --out dist
;   iscc /DVersion=0.1.0 build_scripts\installer.iss
; Silent, for a group policy or another distribution of software, with the rights of the machine:
;   firstline-0.1.0-setup.exe /VERYSILENT /SUPPRESSMSGBOXES /NORESTART /SP- /LOG="C:\Windows\Temp\firstline.log"
;   "C:\Program Files\Firstline\unins000.exe" /VERYSILENT /SUPPRESSMSGBOXES /NORESTART
; People's profiles (%LOCALAPPDATA%\firstline) are touched neither by an update nor by a removal.

#ifndef Version
  #define Version "0.1.0"
#endif
#ifndef Folder
  #define Folder "..\dist\firstline"
#endif

[Setup]
AppId={{6C0B5F0E-3A57-4C0B-9D65-0F1C5B8E7A21}
AppName=Firstline
AppVersion={#Version}
AppVerName=Firstline {#Version}
AppPublisher=Firstline
VersionInfoVersion={#Version}
DefaultDirName={autopf}\Firstline
DefaultGroupName=Firstline
DisableProgramGroupPage=yes
DisableDirPage=auto
PrivilegesRequired=admin
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
OutputDir=..\dist
OutputBaseFilename=firstline-{#Version}-setup
SetupIconFile=..\build\freeze\firstline.ico
UninstallDisplayIcon={app}\firstlinew.exe
UninstallDisplayName=Firstline 一线
LicenseFile=..\LICENSE
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
ChangesEnvironment=yes
ShowLanguageDialog=no
CloseApplications=yes
RestartApplications=no
SetupMutex=FirstlineSetup

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
; Simplified Chinese is an unofficial translation that Inno Setup does not bring along: lay the file
; ChineseSimplified.isl of its site beside this script and give iscc /DChinese.
#ifdef Chinese
Name: "zh"; MessagesFile: "ChineseSimplified.isl"
#endif

[Tasks]
Name: "desktopicon"; Description: "Desktop icon 桌面图标"; Flags: unchecked
Name: "path"; Description: "Command “firstline” in every terminal 终端命令"

[InstallDelete]
; what an older version had and this one has not must not be found by it
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Folder}\firstline.exe"; DestDir: "{app}"; Flags: ignoreversion
Source: "{#Folder}\firstlinew.exe"; DestDir: "{app}"; Flags: ignoreversion
Source: "{#Folder}\_internal\*"; DestDir: "{app}\_internal"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{group}\Firstline 一线"; Filename: "{app}\firstlinew.exe"; AppUserModelID: "Firstline.Desk"
Name: "{group}\Firstline 大屏 Wallboard"; Filename: "{app}\firstlinew.exe"; Parameters: "--wallboard"
Name: "{group}\Firstline 演示 Demo"; Filename: "{app}\firstlinew.exe"; Parameters: "--demo"
Name: "{autodesktop}\Firstline 一线"; Filename: "{app}\firstlinew.exe"; AppUserModelID: "Firstline.Desk"; Tasks: desktopicon

[Registry]
; the terminal finds the command: one entry at the end of the machine's path, taken out at removal
Root: HKLM; Subkey: "SYSTEM\CurrentControlSet\Control\Session Manager\Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: IsMissingInPath(ExpandConstant('{app}'))

[Run]
Filename: "{app}\firstlinew.exe"; Description: "Firstline 一线"; Flags: nowait postinstall skipifsilent runasoriginaluser

[UninstallDelete]
; Python writes none of these into a frozen folder; should something have, the folder goes whole
Type: filesandordirs; Name: "{app}\_internal"

[Code]
const
  Place = 'SYSTEM\CurrentControlSet\Control\Session Manager\Environment';

function IsMissingInPath(Folder: string): Boolean;
var
  Known: string;
begin
  Result := True;
  if RegQueryStringValue(HKLM, Place, 'Path', Known) then
    Result := Pos(';' + Uppercase(Folder) + ';', ';' + Uppercase(Known) + ';') = 0;
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Known, Folder: string;
  At: Integer;
begin
  if Step <> usPostUninstall then
    Exit;
  Folder := ExpandConstant('{app}');
  if not RegQueryStringValue(HKLM, Place, 'Path', Known) then
    Exit;
  At := Pos(';' + Uppercase(Folder) + ';', ';' + Uppercase(Known) + ';');
  if At > 1 then
  begin
    Delete(Known, At - 1, Length(Folder) + 1);
    RegWriteExpandStringValue(HKLM, Place, 'Path', Known);
  end;
end;
